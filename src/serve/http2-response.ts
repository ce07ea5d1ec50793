import { Http2ServerResponse } from 'node:http2'
import { Readable } from 'node:stream'

/** Of an answer no more than this waits in node at a time: it refuses further requests while 10 MB wait in a session. */
const pieceBytes = 64 * 1024

/** node's response of HTTP/2, where it is not what the same code gets for HTTP/1.1. */
export class Http2Response extends Http2ServerResponse {
  override end(...all: unknown[]): this {
    const [body] = all
    if (body instanceof Uint8Array && body.length > pieceBytes) return Readable.from(inPieces(body)).pipe(this)
    return super.end(...(all as []))
  }

  /** An answer that breaks off must not look whole: without an error node ends it like any other. */
  override destroy(error = new Error('the answer broke off')): this {
    super.destroy(error)
    return this
  }
}

function* inPieces(body: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at += pieceBytes) yield body.subarray(at, at + pieceBytes)
}
