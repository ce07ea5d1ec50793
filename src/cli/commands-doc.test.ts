import { readFile } from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { commandTree } from './completion/command-tree.ts'
import { createProgram } from './program.ts'

const doc = suite('cli/commands-doc')

/** Names of commands, and their flags by name. */
async function known() {
  const nothing = { readConfig: async () => [], env: {}, setCode: () => {} }
  const { commands } = commandTree(await createProgram(nothing))
  return {
    commands: commands.map(({ name }) => name).filter((name) => name !== 'help'),
    flags: new Set(commands.flatMap(({ flags }) => flags.map(({ name }) => name))),
  }
}

doc('has every command and every flag', async () => {
  const text = await readFile('docs/commands.md', 'utf8')
  const { commands, flags } = await known()

  assert.equal(
    commands.filter((name) => !text.includes(`enddel ${name}`)),
    [],
  )
  assert.equal(
    [...flags].filter((flag) => !new RegExp(`${flag}(?![\\w-])`).test(text)),
    [],
  )
})

doc('has no flag that is no more', async () => {
  const text = await readFile('docs/commands.md', 'utf8')
  const { flags } = await known()

  const told = [...text.matchAll(/^\| (`--.*?) \|/gm)].flatMap(([, cell]) => cell!.match(/--[a-z-]+/g) ?? [])
  assert.ok(told.length > 40)
  assert.equal(
    told.filter((flag) => !flags.has(flag)),
    [],
  )
})

doc.run()
