import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freePort } from '../core/free-port.ts'
import { type GuideStep, guideSteps } from '../testing/guide-steps.ts'
import { untilPrinted } from '../testing/run-cli.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'

const guide = suite('cli/guide')
const run = promisify(execFile)

/** As npm would have put it there; `npx` finds it in `folder`. */
async function installIn(folder: string): Promise<void> {
  const engine = fileURLToPath(new URL('../..', import.meta.url))
  await mkdir(join(folder, 'node_modules/.bin'), { recursive: true })
  await symlink(join(engine, 'bin/enddel.js'), join(folder, 'node_modules/.bin/enddel'))
}

/** Does what the guide says, step by step, and looks at what it promises. */
async function follow(steps: readonly GuideStep[], folder: string): Promise<void> {
  const npm = {
    npm_config_cache: join(folder, '.npm'),
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
  }
  const env = { ...process.env, ...npm, PORT: String(await freePort()), WORKERS: '1' }
  let cwd = folder
  let printed = ''
  let server: { child: ChildProcess; url: string } | undefined

  const endServer = async () => {
    if (!server) return
    const ended = once(server.child, 'close')
    process.kill(-server.child.pid!, 'SIGINT') // as Ctrl-C: to npm and what it runs
    await ended
    server = undefined
  }
  const shell = async (lines: string) => {
    await endServer()
    if (/^npm run (dev|serve)$/.test(lines.trim())) {
      const child = spawn('/bin/sh', ['-c', `exec ${lines}`], {
        cwd,
        env,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child.stdout.setEncoding('utf8')
      const [, url] = await untilPrinted(child, /^enddel.* (http:\S+)/m)
      server = { child, url: url! }
      return
    }
    const { stdout } = await run('/bin/sh', ['-ec', `${lines}\npwd`], { cwd, env })
    printed = stdout
    cwd = stdout.trim().split('\n').at(-1)!
  }

  try {
    for (const step of steps) {
      switch (step.kind) {
        case 'shell':
          await shell(step.lines)
          break
        case 'write':
          await mkdir(dirname(join(cwd, step.file)), { recursive: true })
          await writeFile(join(cwd, step.file), step.text)
          break
        case 'replace': {
          const text = await readFile(join(cwd, step.file), 'utf8')
          assert.is(text.split(step.before).length, 2, `${step.file} has once:\n${step.before}`)
          await writeFile(
            join(cwd, step.file),
            text.replace(step.before, () => step.after),
          )
          break
        }
        case 'page': {
          const text = await pageThatSays(new URL(new URL(step.url).pathname, server?.url), step.says)
          assert.match(text, step.says)
          break
        }
        case 'printed':
          assert.match(printed, step.says)
      }
    }
  } finally {
    await endServer()
  }
}

/** A change is heard of a moment after it was made; who reads the guide does not see that moment. */
async function pageThatSays(url: URL, says: string): Promise<string> {
  const end = performance.now() + 20_000
  for (;;) {
    const page = await fetch(url)
    const text = await page.text()
    if ((page.ok && text.includes(says)) || performance.now() > end) return text
    await setTimeout(20)
  }
}

guide('leads to a site of one’s own, by its commands and edits alone', () =>
  inTemporaryFolder(async (made) => {
    const folder = await realpath(made)
    const steps = guideSteps(await readFile('docs/guide.md', 'utf8'))
    const clone = join(folder, 'enddel')
    await installIn(clone)

    await follow(steps, clone)

    const count = (kind: GuideStep['kind']) => steps.filter((step) => step.kind === kind).length
    assert.equal([count('shell'), count('write'), count('replace'), count('page'), count('printed')], [5, 2, 4, 8, 2])
  }),
)

guide.run()
