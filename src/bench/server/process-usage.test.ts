import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startGroup } from './process-group.ts'
import { cpuUsOf, rssOf, usageOf } from './process-usage.ts'

const usage = suite('bench/server/process-usage')

usage('counts the time of a child that has ended', () =>
  whenTold(`"$NODE" -e '${burnt}'; echo ready; cat /dev/zero > /dev/null`, (pid) => {
    assert.ok(cpuUsOf(pid) >= 200_000, `${cpuUsOf(pid)} µs`)
  }),
)

usage('counts the time of threads, and of children that live', () =>
  whenTold(`"$NODE" -e '${burntInThread}' & wait`, (pid) => {
    assert.ok(cpuUsOf(pid) >= 200_000, `${cpuUsOf(pid)} µs`)
    assert.ok(usageOf([pid])!.cpuUs >= 200_000)
  }),
)

usage('adds the memory of all processes of a tree up, each once', () =>
  whenTold(`"$NODE" -e '${held}' & wait`, (pid) => {
    const { rssBytes } = usageOf([pid, pid])!

    assert.ok(rssBytes > 64 * 1024 * 1024)
    assert.ok(rssBytes < 1.5 * rssOf(pid))
  }),
)

usage('is not there for processes that are gone, or none', async () => {
  const pid = await whenTold('echo ready', (found) => found)

  assert.is(usageOf([pid]), undefined)
  assert.is(usageOf([]), undefined)
})

const burn = 'while (process.cpuUsage().user < 250_000);'
const burnt = burn
const stay = 'setInterval(() => {}, 1e6)'
const burntInThread = `
  const { Worker } = require("worker_threads")
  new Worker("${burn}", { eval: true }).on("exit", () => console.log("ready"))
  ${stay}`
const held = `const bytes = Buffer.alloc(64 * 1024 * 1024, 1); console.log("ready"); ${stay}; globalThis.bytes = bytes`

/** Looks at a line of the shell when it has said that it is ready; it has ended when this resolves. */
async function whenTold<Result>(line: string, look: (pid: number) => Result): Promise<Result> {
  let onReady = () => {}
  const ready = new Promise<void>((resolve) => (onReady = resolve))
  const group = await startGroup(['/bin/sh', '-c', line], {
    cores: undefined,
    env: { ...process.env, NODE: process.execPath },
    tell: 'all',
    onOutput: (text) => text.includes('ready') && onReady(),
  })
  try {
    await Promise.race([ready, group.ended])
    return look(group.pid)
  } finally {
    await group.close()
  }
}

usage.run()
