import { once } from 'node:events'
import { truncate, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, request as startRequest } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { errnoOf } from '../core/errors.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import type { FileVariant, ReadyFile } from './ready-file.ts'
import { sendFile } from './send-file.ts'

const send = suite('serve/send-file')

const digits: ReadyFile = { identity: variantOf('0123456789', '"plain"'), br: variantOf('packed', '"br"') }

send('answers with the whole file', () =>
  withFile(digits, async ({ ask }) => {
    const { status, headers, body } = await ask({})

    assert.is(status, 200)
    assert.is(headers['content-length'], '10')
    assert.is(headers.etag, '"plain"')
    assert.is(body, '0123456789')
  }),
)

send('answers with the encoding the client prefers, with plain bytes where the file has no such encoding', () =>
  withFile(digits, async ({ ask }) => {
    const brotli = await ask({ 'accept-encoding': 'br' })
    const gzip = await ask({ 'accept-encoding': 'gzip' })

    assert.is(brotli.body, 'packed')
    assert.is(brotli.headers['content-length'], '6')
    assert.is(gzip.body, '0123456789')
  }),
)

send('answers HEAD with the fields of GET and no body', () =>
  withFile(digits, async ({ ask }) => {
    const { status, headers, body } = await ask({}, 'HEAD')

    assert.is(status, 200)
    assert.is(headers['content-length'], '10')
    assert.is(body, '')
  }),
)

send('tells a client that has the bytes to use them', () =>
  withFile(digits, async ({ ask }) => {
    const same = await ask({ 'if-none-match': '"plain"' })
    const other = await ask({ 'if-none-match': '"br"' })

    assert.is(same.status, 304)
    assert.is(same.headers.etag, '"plain"')
    assert.is(same.headers['cache-control'], 'public, max-age=3600')
    assert.is(same.body, '')
    assert.is(other.status, 200)
  }),
)

send('answers with the part that was asked for', () =>
  withFile(digits, async ({ ask }) => {
    const { status, headers, body } = await ask({ range: 'bytes=2-4' })

    assert.is(status, 206)
    assert.is(headers['content-range'], 'bytes 2-4/10')
    assert.is(headers['content-length'], '3')
    assert.is(body, '234')
  }),
)

send('answers with the rest of the file for a range without an end, or one beyond it', () =>
  withFile(digits, async ({ ask }) => {
    const open = await ask({ range: 'bytes=7-' })
    const beyond = await ask({ range: 'bytes=7-999' })

    assert.equal([open.status, open.headers['content-range'], open.body], [206, 'bytes 7-9/10', '789'])
    assert.equal([beyond.status, beyond.headers['content-range'], beyond.body], [206, 'bytes 7-9/10', '789'])
  }),
)

send('answers with the last bytes', () =>
  withFile(digits, async ({ ask }) => {
    const { status, body } = await ask({ range: 'bytes=-3' })

    assert.is(status, 206)
    assert.is(body, '789')
  }),
)

send('answers with all there is when more last bytes are asked for (RFC 9110, section 14.1.2)', () =>
  withFile(digits, async ({ ask }) => {
    const { status, body } = await ask({ range: 'bytes=-100' })

    assert.is(status, 206)
    assert.is(body, '0123456789')
  }),
)

send('gives parts of the plain bytes only, whatever encodings the client takes', () =>
  withFile(digits, async ({ ask }) => {
    const { headers, body } = await ask({ range: 'bytes=0-1', 'accept-encoding': 'br' })

    assert.is(headers.etag, '"plain"')
    assert.is(body, '01')
  }),
)

send('says how large the file is when a range begins beyond it', () =>
  withFile(digits, async ({ ask }) => {
    const { status, headers, body } = await ask({ range: 'bytes=10-' })

    assert.is(status, 416)
    assert.is(headers['content-range'], 'bytes */10')
    assert.is(body, '')
  }),
)

send('lets no cache keep a 416 in place of the file', () =>
  withFile(digits, async ({ ask }) => {
    const { headers } = await ask({ range: 'bytes=10-' })

    assert.is(headers['cache-control'], 'no-store')
  }),
)

send('forbids sniffing on a 416 as on every answer', () =>
  withFile(digits, async ({ ask }) => {
    const { headers } = await ask({ range: 'bytes=10-' })

    assert.is(headers['x-content-type-options'], 'nosniff')
  }),
)

send('has no part of an empty file, but the whole of it', () =>
  withFile({ identity: variantOf('', '"empty"') }, async ({ ask }) => {
    const whole = await ask({})
    const part = await ask({ range: 'bytes=0-' })

    assert.equal([whole.status, whole.headers['content-length'], whole.body], [200, '0', ''])
    assert.is(part.status, 416)
  }),
)

send('answers with the whole file when several ranges are asked for', () =>
  withFile(digits, async ({ ask }) => {
    const { status, body } = await ask({ range: 'bytes=0-1,5-6' })

    assert.is(status, 200)
    assert.is(body, '0123456789')
  }),
)

send('pays no attention to a range it cannot read', () =>
  withFile(digits, async ({ ask }) => {
    assert.is((await ask({ range: 'nonsense' })).status, 200)
    assert.is((await ask({ range: 'bytes=a-b' })).status, 200)
    assert.is((await ask({ range: 'pages=1-2' })).status, 200)
  }),
)

send('pays no attention to a range in a unit it does not know, wherever it lies (RFC 9110, section 14.2)', () =>
  withFile(digits, async ({ ask }) => {
    assert.is((await ask({ range: 'pages=900-901' })).status, 200)
  }),
)

send('pays no attention to a range with HEAD', () =>
  withFile(digits, async ({ ask }) => {
    const { status, headers } = await ask({ range: 'bytes=0-1' }, 'HEAD')

    assert.is(status, 200)
    assert.is(headers['content-length'], '10')
  }),
)

send('gives a part only of the file the client has begun with', () =>
  withFile(digits, async ({ ask }) => {
    const same = await ask({ range: 'bytes=0-1', 'if-range': '"plain"' })
    const changed = await ask({ range: 'bytes=0-1', 'if-range': '"older"' })
    const weak = await ask({ range: 'bytes=0-1', 'if-range': 'W/"plain"' })
    const dated = await ask({ range: 'bytes=0-1', 'if-range': 'Sat, 21 Nov 2026 00:00:00 GMT' })

    assert.is(same.status, 206)
    assert.is(changed.status, 200)
    assert.is(weak.status, 200)
    assert.is(dated.status, 200)
  }),
)

send('tells a client that has the bytes so, though it asks for a part', () =>
  withFile(digits, async ({ ask }) => {
    assert.is((await ask({ range: 'bytes=0-1', 'if-none-match': '"plain"' })).status, 304)
  }),
)

send('reads from the disk what is not in memory, whole and in part', () =>
  withFileOnDisk('0123456789', async ({ ask }) => {
    const whole = await ask({})
    const part = await ask({ range: 'bytes=2-4' })
    const head = await ask({}, 'HEAD')

    assert.equal([whole.status, whole.headers['content-length'], whole.body], [200, '10', '0123456789'])
    assert.equal([part.status, part.headers['content-length'], part.body], [206, '3', '234'])
    assert.equal([head.status, head.headers['content-length'], head.body], [200, '10', ''])
  }),
)

send('rejects before anything is sent when the file is gone', () =>
  withFile({ identity: { ...variantOf('x', '"x"'), body: undefined, path: '/nowhere/file' } }, async (served) => {
    const { status } = await served.ask({})

    assert.is(status, 500)
    assert.is(errnoOf(served.failures[0]), 'ENOENT')
  }),
)

send('takes a client that leaves in the middle for no error', () =>
  withFileOnDisk('x'.repeat(8_000_000), async ({ port, sent, failures }) => {
    const socket = connect(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(socket, 'data')

    socket.destroy()
    await sent()

    assert.equal(failures, [])
  }),
)

send('cuts the connection when the file on the disk has become shorter, so that no other answer fills it up', () =>
  withFileOnDisk('0123456789', async ({ port, path }) => {
    await truncate(path, 4)
    const socket = connect(port, '127.0.0.1')
    const get = 'GET / HTTP/1.1\r\nHost: localhost\r\n'

    socket.write(`${get}\r\n${get}Range: bytes=0-1\r\nConnection: close\r\n\r\n`)
    const received = await text(socket).catch(() => '')

    assert.not.match(received, '206 Partial Content')
  }),
)

send.run()

interface Served {
  port: number
  path: string
  failures: unknown[]
  /** Until the first answer was sent, or given up. */
  sent(): Promise<void>
  ask(headers: Record<string, string>, method?: string): Promise<Reply>
}

interface Reply {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

function variantOf(content: string, etag: string): FileVariant {
  const shared = ['ETag', etag, 'Cache-Control', 'public, max-age=3600']
  const body = Buffer.from(content)
  return { etag, bytes: body.length, body, path: '', headers: shared, headersNotModified: shared }
}

async function withFileOnDisk(content: string, work: (served: Served) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, 'file')
    await writeFile(path, content)
    await withFile({ identity: { ...variantOf(content, '"disk"'), body: undefined, path } }, work)
  })
}

async function withFile(file: ReadyFile, work: (served: Served) => Promise<void>): Promise<void> {
  const failures: unknown[] = []
  let land: () => void = () => {}
  const landed = new Promise<void>((resolve) => (land = resolve))
  const server = createServer((request, response) => {
    const sending = sendFile(request, response, file).catch((error: unknown) => {
      failures.push(error)
      if (!response.headersSent) response.statusCode = 500
      response.end()
    })
    void sending.then(land)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const ask = (headers: Record<string, string>, method = 'GET') => askFor(port, headers, method)
  try {
    await work({ port, path: file.identity.path, failures, sent: () => landed, ask })
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

async function askFor(port: number, headers: Record<string, string>, method: string): Promise<Reply> {
  const request = startRequest({ host: '127.0.0.1', port, method, headers, agent: false }).end()
  const [response] = await once(request, 'response')
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}
