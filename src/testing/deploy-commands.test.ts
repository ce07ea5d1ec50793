import { readFile } from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createProgram } from '../cli/program.ts'
import { readConfig } from '../core/config.ts'
import { deployFiles, filesBelow } from './deploy-files.ts'

const commands = suite('deploy/commands')

interface Used {
  file: string
  words: string[]
}

commands('in files and documentation are those of the command line, with its flags', async () => {
  const known = await knownFlags()
  const used = await usedCommands()

  const wrong = used.filter(({ words: [name = '', ...more] }) => {
    const flags = more.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0]!)
    return !known.has(name) || flags.some((flag) => !known.get(name)!.has(flag))
  })

  assert.ok(used.length > 20)
  assert.equal(
    wrong.map(({ file, words }) => `${file}: ${words.join(' ')}`),
    [],
  )
})

async function knownFlags(): Promise<Map<string, Set<string>>> {
  const program = await createProgram({ readConfig: () => readConfig({}, '.'), env: {}, setCode() {} })
  const everywhere = ['--help', '--version']
  const flagsOf = (command: (typeof program.commands)[number]) => command.options.flatMap(({ long }) => long ?? [])
  return new Map([
    ...everywhere.map((flag) => [flag, new Set<string>()] as const),
    ...program.commands.map((command) => [command.name(), new Set([...everywhere, ...flagsOf(command)])] as const),
  ])
}

async function usedCommands(): Promise<Used[]> {
  const pages = (await filesBelow('docs')).filter((file) => /^docs\/[\w-]+\.md$/.test(file))
  const files = [...(await deployFiles()), ...pages]
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8')
      const lines = file.endsWith('.md') ? linesOfCode(text) : text.split('\n')
      return lines.flatMap((line) => commandsIn(line).map((words) => ({ file, words })))
    }),
  )
  return found.flat()
}

/** Code spans, fenced blocks, and indented ones. */
function linesOfCode(text: string): string[] {
  const fenced = [...text.matchAll(/^```(?:sh|bash|console|dockerfile|yaml)?\n(.*?)^```$/gms)].flatMap(([, block]) =>
    block!.split('\n'),
  )
  const rest = text.replaceAll(/^```.*?^```$/gms, '')
  const indented = rest.split('\n').filter((line) => line.startsWith('    '))
  const spans = [...rest.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!)
  return [...fenced, ...indented, ...spans]
}

/** `enddel build --out x` as its words after the name, as often as a line has it; not `enddel` in a sentence or a path. */
function commandsIn(line: string): string[][] {
  // To these it is the name of other things too.
  if (/^\s*(?:kubectl|docker) /.test(line)) return []
  const code = line.replace(/(^|\s)#\s.*$/, '')
  const starts =
    /(?:^|[\s`'"(]|npx )(?:enddel|node bin\/enddel\.js|\S*\/node \S*\/enddel\.js) ((?:[a-z]|--)[^`'"|;&)]*)/g
  const isProse = /^\s*(?:#|\/\/)/.test(line)
  const found = isProse ? line.matchAll(/`enddel ([^`]+)`/g) : code.matchAll(starts)
  return [...found].map(([, rest]) => rest!.trim().split(/\s+/))
}

commands.run()
