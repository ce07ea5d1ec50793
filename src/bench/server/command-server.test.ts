import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { getBytes } from '../../testing/http-get.ts'
import { refusalOfAsync } from '../../testing/refusal.ts'
import { isGone } from '../../testing/serve-process.ts'
import { startCommand } from './command-server.ts'
import { pidsListeningOn } from './listeners.ts'

const command = suite('bench/server/command-server')

const serve = `require("http").createServer((_, response) => response.end("hello")).listen(0, "127.0.0.1")`
const node = `'${process.execPath}' -e`

command('waits until a line of the shell listens, and finds its port', async () => {
  const { port, close } = await startCommand(`sleep 0.1 && ${node} '${serve}'`, undefined)
  const { text } = await getBytes(`http://127.0.0.1:${port}/`, {})
  await close()

  assert.is(text, 'hello')
})

command('ends all processes of it when it is closed, and may be closed twice', async () => {
  const { pid, port, close } = await startCommand(`sleep 1000 & ${node} '${serve}' & wait`, undefined)
  const pids = [pid, ...pidsListeningOn(port)]

  await close()
  await close()

  assert.is(pids.length, 2)
  for (const each of pids) assert.ok(await isGone(each))
  assert.equal(pidsListeningOn(port), [])
})

command('that ends before it listens is an error with its last words', async () => {
  const error = await refusalOfAsync(startCommand('echo "no such file: x.conf" >&2; exit 3', undefined))

  assert.is(error.code, 'E_BENCH_COMMAND')
  assert.match(error.message, 'ended with code 3')
  assert.match(error.message, 'no such file: x.conf')
})

command('keeps to its cores', async () => {
  const told = `const [line] = /Cpus_allowed_list.*/.exec(require("fs").readFileSync("/proc/self/status", "utf8"))
    require("http").createServer((_, response) => response.end(line)).listen(0, "127.0.0.1")`
  const { port, close } = await startCommand(`${node} '${told}'`, '0')
  const { text } = await getBytes(`http://127.0.0.1:${port}/`, {})
  await close()

  assert.match(text, /\s0$/)
})

command.run()
