import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { oldestNode } from '../doctor/check-node.ts'
import { callCli } from '../testing/run-cli.ts'
import { commandTree } from './completion/command-tree.ts'
import { examples } from './examples.ts'
import { createProgram } from './program.ts'

const commands = suite('cli/program')
const run = promisify(execFile)

async function tree() {
  const nothing = { readConfig: async () => [], env: {}, setCode: () => {} }
  return commandTree(await createProgram(nothing)).commands.filter(({ name }) => name !== 'help')
}

commands('have examples in their help, one each at least', async () => {
  const { stdout } = await callCli(['serve', '--help'])

  const without = (await tree()).filter(({ name }) => !examples[name]?.length)
  assert.equal(without, [])
  assert.match(stdout, /Examples:\n {2}\$ enddel serve --market demo\n/)
})

commands('have the flags that their examples show', async () => {
  const known = await tree()
  const lines = Object.values(examples)
    .flat()
    .map(({ line }) => line)

  const unknown = lines.filter((line) => {
    const [, name, rest = ''] = /\benddel (\w+)([^|)]*)/.exec(line) ?? []
    const flags = known.find((command) => command.name === name)?.flags.map((flag) => flag.name)
    return !flags || (rest.match(/--[a-z-]+/g) ?? []).some((flag) => !flags.includes(flag))
  })
  assert.equal(unknown, [])
  assert.equal(
    Object.keys(examples).filter((name) => !known.some((command) => command.name === name)),
    [],
  )
})

commands('are listed in groups', async () => {
  const { stdout } = await callCli(['--help'])

  assert.match(stdout, /Write:\n {2}init /)
  assert.match(stdout, /This machine:\n {2}doctor /)
})

commands('suggest the command that was meant', async () => {
  const { code, stderr } = await callCli(['biuld'])

  assert.is(code, 2)
  assert.is(stderr, "enddel: unknown command 'biuld' (Did you mean build?) (see `enddel --help`)\n")
})

commands('suggest the command whose help was meant', async () => {
  const { code, stderr } = await callCli(['help', 'serv'])

  assert.is(code, 2)
  assert.is(stderr, "enddel: unknown command 'serv' (Did you mean serve?) (see `enddel --help`)\n")
})

commands('ask an older Node.js for a newer one before anything else', async () => {
  const older = "Object.defineProperty(process, 'versions', { value: { node: '18.20.8' } })"
  const flags = ['--import', `data:text/javascript,${encodeURIComponent(older)}`]

  const said = await run(process.execPath, [...flags, 'bin/enddel.js']).catch((error: unknown) => error)

  const { code, stderr } = said as { code?: number; stderr: string }
  assert.is(code, 1)
  assert.match(stderr, `enddel: Node.js 18.20.8 is older than ${oldestNode} (`)
})

commands('point to their own help when they are used in a wrong way', async () => {
  const { stderr } = await callCli(['build', 'everything'])

  assert.match(stderr, /too many arguments.*\(see `enddel build --help`\)/)
})

commands('suggest the scenario that was meant', async () => {
  const { code, stderr } = await callCli(['bench', 'stampde'])

  assert.is(code, 2)
  assert.match(stderr, 'there is no scenario "stampde" (did you mean stampede? there are hot, ')
})

commands.run()
