/** What the README tells its readers to type. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freePort } from '../core/free-port.ts'
import { guideSteps } from './guide-steps.ts'
import { untilPrinted } from './run-cli.ts'
import { inTemporaryFolder } from './temporary-folder.ts'

const readme = suite('testing/readme')
const run = promisify(execFile)

/** This project in a folder of its own, as after `npm ci`. */
async function projectIn(folder: string): Promise<void> {
  const engine = fileURLToPath(new URL('../..', import.meta.url))
  await mkdir(folder)
  const manifest = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> }
  delete manifest.scripts.prepare // npx would compile it once more
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await symlink(join(engine, 'bin'), join(folder, 'bin'))
  await symlink(resolve('node_modules'), join(folder, 'node_modules'))
  for (const part of ['templates', 'content', 'config']) await cp(part, join(folder, part), { recursive: true })
}

/** Runs the line until it ends or, when it serves, until it answers; what it printed or answered. */
async function follow(line: string, cwd: string): Promise<string> {
  // npm, under which the tests run, tells what it starts which project it is in.
  const outer = Object.entries(process.env).filter(([name]) => !/^npm_(?!config_(?:cache|userconfig))/.test(name))
  const env = { ...Object.fromEntries(outer), PORT: String(await freePort()), WORKERS: '1', npm_config_offline: 'true' }
  if (!/npm start|enddel serve/.test(line)) {
    const { stdout } = await run('/bin/sh', ['-ec', line], { cwd, env })
    return stdout
  }
  const command = line.replace(/--port \d+/, `--port ${env.PORT}`)
  const stdio = ['ignore', 'pipe', 'pipe'] as const
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], { cwd, env, detached: true, stdio: [...stdio] })
  child.stdout.setEncoding('utf8')
  const [, url] = await untilPrinted(child, /(http:\/\/\S+)/)
  const told = await (await fetch(new URL('/en/', url))).text()
  const ended = once(child, 'close')
  process.kill(-child.pid!, 'SIGINT') // as Ctrl-C: to npm and what it runs
  await ended
  return told
}

/** Installing needs a network, and the tests are running. */
function linesOf(markdown: string): string[] {
  const lines = guideSteps(markdown).flatMap((step) => (step.kind === 'shell' ? step.lines.split('\n') : []))
  const bare = lines.map((line) => line.replace(/ +#.*$/, '').replace(/^npm ci && /, ''))
  return bare.filter((line) => line !== '' && line !== 'npm test')
}

readme('says nothing to type that does not do what it says', () =>
  inTemporaryFolder(async (made) => {
    const folder = join(await realpath(made), 'enddel')
    await projectIn(folder)
    const lines = linesOf(await readFile('README.md', 'utf8'))

    const told: Record<string, string> = {}
    for (const line of lines) told[line] = await follow(line, folder)

    assert.equal(lines, [
      'npm start',
      'npx enddel init ../my-site',
      'npx enddel build',
      'npx enddel verify',
      'npx enddel serve --port 3000 --market demo',
      'npx enddel bench hot --seconds 1',
      'npx enddel doctor',
    ])
    assert.match(told['npm start']!, /<html lang="en".*simulated market/s)
    assert.match(told['npx enddel build']!, /nothing/)
    assert.match(told['npx enddel serve --port 3000 --market demo']!, /<html lang="en".*simulated market/s)
    assert.match(told['npx enddel bench hot --seconds 1']!, /requests\/s/)
  }),
)

readme('leads to files that are there', async () => {
  const text = await readFile('README.md', 'utf8')

  const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target!)

  assert.ok(targets.length > 10)
  const missing = await Promise.all(
    targets.map((target) =>
      realpath(target).then(
        () => '',
        () => target,
      ),
    ),
  )
  assert.equal(missing.filter(Boolean), [])
})

readme.run()
