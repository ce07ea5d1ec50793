import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { createServer as createTlsServer } from 'node:tls'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeCertificate } from '../testing/certificates.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { connectTls } from '../testing/tls-client.ts'
import { writeDirectly } from './direct-write.ts'

const writing = suite('core/direct-write')

async function withPair(work: (from: Socket, to: Socket) => Promise<void>): Promise<void> {
  const server = createServer({ noDelay: true })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const accepted = once(server, 'connection') as Promise<[Socket]>
  const to = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [from] = await accepted
  from.on('error', () => {})
  try {
    await work(from, to)
  } finally {
    from.destroy()
    to.destroy()
    server.close()
  }
}

writing('keeps all bytes in order, mixed with writes of the stream, to one who reads late', async () => {
  await withPair(async (from, to) => {
    const count = 200_000
    to.pause()
    for (let at = 0; at < count; at++) {
      const bytes = Buffer.from(`${String(at).padStart(7, '0')}${'x'.repeat(92)}\n`)
      if (at % 1_000 === 7) from.write(bytes)
      else writeDirectly(from, bytes)
    }
    from.end()
    let text = ''
    to.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
    to.resume()
    await once(to, 'end')

    const numbers = text
      .split('\n')
      .slice(0, -1)
      .map((line) => Number(line.slice(0, 7)))
    assert.is(text.length, count * 100)
    assert.ok(numbers.every((number, at) => number === at))
  })
})

writing('goes past the stream of a TCP socket', async () => {
  await withPair(async (from, to) => {
    from.write = () => {
      throw new Error('through the stream')
    }
    writeDirectly(from, Buffer.from('direct'))

    const [chunk] = (await once(to, 'data')) as [Buffer]
    assert.is(chunk.toString(), 'direct')
    assert.is(from.bytesWritten, 6)
  })
})

writing('tells whether to wait, and when no longer', async () => {
  await withPair(async (from, to) => {
    to.pause()
    const bytes = Buffer.alloc(100_000)
    let written = 0
    let drained = 0
    from.on('drain', () => drained++)

    while (writeDirectly(from, bytes)) written += bytes.length
    written += bytes.length
    const drain = once(from, 'drain')
    assert.is(drained, 0)
    assert.is(writeDirectly(from, bytes), false)
    written += bytes.length
    let read = 0
    to.on('data', (chunk: Buffer) => (read += chunk.length)).resume()
    await drain

    assert.is(from.writableLength, 0)
    assert.ok(writeDirectly(from, Buffer.from('x')))
    from.end()
    await once(to, 'end')
    assert.is(read, written + 1)
  })
})

writing('ends a connection that nobody reads from when what was held can no longer be sent', async () => {
  await withPair(async (from, to) => {
    to.pause()
    ;(from as Socket & { _handle: { readStop(): void } })._handle.readStop()
    while (writeDirectly(from, Buffer.alloc(100_000)));
    const closed = new Promise((resolve) => from.once('close', resolve))

    to.resetAndDestroy()

    await closed
    assert.is(writeDirectly(from, Buffer.from('late')), false)
  })
})

writing('goes through any other stream', async () => {
  const stream = new PassThrough()
  writeDirectly(stream, Buffer.from('as usual'))

  assert.is(String(stream.read()), 'as usual')
})

writing('goes through the stream of TLS, which takes one write at a time', async () => {
  await inTemporaryFolder(async (folder) => {
    const files = await makeCertificate(folder, 'localhost')
    const [cert, key] = [await readFile(files.cert), await readFile(files.key)]
    const server = createTlsServer({ cert, key }, (socket) => {
      for (let at = 0; at < 1_000; at++) writeDirectly(socket, Buffer.alloc(1_000))
      socket.end()
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const received = await buffer(await connectTls(`https://127.0.0.1:${port}`, { ca: cert.toString() }))
    server.close()

    assert.is(received.length, 1_000_000)
  })
})

writing('to a socket that is gone does nothing', async () => {
  await withPair(async (from) => {
    from.destroy()
    writeDirectly(from, Buffer.from('late'))

    assert.is(from.destroyed, true)
  })
})

writing.run()
