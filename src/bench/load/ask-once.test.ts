import { readFileSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { answerText, startAskedServer } from '../../testing/asked-server.ts'
import { makeCertificate } from '../../testing/certificates.ts'
import { inTemporaryFolder } from '../../testing/temporary-folder.ts'
import { askOnce } from './ask-once.ts'

const ask = suite('bench/load/ask-once')

const get = 'GET /a HTTP/1.1\r\nHost: a\r\n\r\n'

ask('tells status, fields and body, and closes its connection', async () => {
  const text = answerText('hello', { status: 404, fields: ['X-One: 1', 'x-one: 2'] })
  const stub = await startAskedServer((socket) => socket.write(text))

  const answer = await askOnce(stub.server, get, { timeoutMs: 5000 })

  assert.is(answer.status, 404)
  assert.is(answer.fields['x-one'], '1, 2')
  assert.is(String(answer.body), 'hello')
  assert.is(answer.bytes, text.length)
  assert.equal(stub.heads, ['GET /a HTTP/1.1\r\nHost: a'])
  await stub.empty()
  await stub.close()
})

ask('knows that HEAD has no body, and that a body may end with the connection', async () => {
  const stub = await startAskedServer((socket, index) => {
    if (index === 0) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n')
    else socket.end('HTTP/1.1 200 OK\r\n\r\nto the end')
  })

  const head = await askOnce(stub.server, get.replace('GET', 'HEAD'), { timeoutMs: 5000 })
  const rest = await askOnce(stub.server, get, { timeoutMs: 5000 })

  assert.equal([String(head.body), String(rest.body)], ['', 'to the end'])
  await stub.close()
})

ask('rejects with the server and the reason when there is no answer', async () => {
  const answers = ['', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', 'what?\r\n\r\n']
  const stub = await startAskedServer((socket, index) => void (answers[index] ? socket.end(answers[index]) : undefined))
  const failure = (timeoutMs: number) =>
    askOnce(stub.server, get, { timeoutMs }).then(
      () => 'an answer',
      (error: Error) => error.message,
    )

  const messages = [await failure(300), await failure(5000), await failure(5000)]
  await stub.close()
  messages.push(await failure(5000))

  const place = `127.0.0.1:${stub.server.port}`
  assert.equal(messages.slice(0, 2), [`${place} does not answer within 300 ms`, `${place} closes without an answer`])
  assert.match(messages[2]!, `${place} does not answer with HTTP: an answer does not begin with "what?"`)
  assert.match(messages[3]!, /ECONNREFUSED/)
})

ask('speaks TLS to a loopback server with any certificate', async () => {
  const options = await inTemporaryFolder(async (folder) => {
    const { cert, key } = await makeCertificate(folder, 'stub')
    return { cert: readFileSync(cert), key: readFileSync(key) }
  })
  const server = createTlsServer(options, (_, response) => response.end('x'.repeat(100_000))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const answer = await askOnce({ hostname: '127.0.0.1', port, isTls: true }, get, { timeoutMs: 5000 })

  assert.equal([answer.status, answer.body.length], [200, 100_000])
  server.close()
  server.closeAllConnections()
})

ask.run()
