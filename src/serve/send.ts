import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from './answer.ts'
import { compose } from './compose.ts'
import type { Message } from './message.ts'
import { chooseEncoding } from './negotiate.ts'

/** The only place that writes pages and refusals to a response of node. */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const message = compose(answer, {
    isHead: request.method === 'HEAD',
    encoding: chooseEncoding(field(request, 'accept-encoding')),
    ifNoneMatch: field(request, 'if-none-match'),
  })
  if (message instanceof Promise) message.then((made) => write(response, made)).catch(() => response.destroy())
  else write(response, message)
}

function write(response: ServerResponse, { status, fields, body }: Message): void {
  response.writeHead(status, fields as string[])
  response.end(body)
}

/** Several lines of a list field are one list (RFC 9110, section 5.3); node joins them for the fields read here. */
function field(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}
