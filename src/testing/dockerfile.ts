/** The Dockerfile, as far as it can be read and tried without a container engine. */
import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, symlink } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Instruction {
  name: string
  /** All that stands behind the name, in one line. */
  text: string
}

export interface Stage {
  name: string
  from: string
  instructions: Instruction[]
}

export async function readStages(file = 'Dockerfile'): Promise<Stage[]> {
  const text = (await readFile(file, 'utf8')).replaceAll(/^#.*\n/gm, '').replaceAll(/\\\n\s*/g, '')
  const stages: Stage[] = []
  for (const line of text.split('\n').filter((line) => line.trim() !== '')) {
    const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? []
    const [, from = '', as = 'last'] = /^(\S+)(?: AS (\S+))?$/.exec(rest) ?? []
    if (name === 'FROM') stages.push({ name: as, from, instructions: [] })
    else stages.at(-1)!.instructions.push({ name, text: rest })
  }
  return stages
}

export interface Copied {
  /** The stage whose files they are; undefined for those of the project. */
  from: string | undefined
  sources: string[]
  target: string
}

export function copiedBy({ text }: Instruction): Copied {
  const words = text.split(' ')
  const from = /--from=(\S+)/.exec(text)?.[1]
  const paths = words.filter((word) => !word.startsWith('--'))
  return { from, sources: paths.slice(0, -1), target: paths.at(-1)! }
}

/**
 * Does what the stages say, each in a folder of its own below `folder`, and returns that of the last one. Dependencies are
 * those of this project; `hurried` are flags that make its build a quick one.
 */
export async function makeStages(folder: string, stages: readonly Stage[], hurried: string): Promise<string> {
  const rootOf = (stage: string) => join(folder, stage)
  for (const { name, instructions } of stages) {
    let work = rootOf(name)
    for (const instruction of instructions) {
      if (instruction.name === 'WORKDIR') {
        work = join(rootOf(name), instruction.text)
        await mkdir(work, { recursive: true })
      } else if (instruction.name === 'COPY') {
        const { from, sources, target } = copiedBy(instruction)
        for (const source of sources) {
          const at = target.endsWith('/') ? join(target, basename(source)) : target
          await cp(from ? join(rootOf(from), source) : source, join(work, at), {
            recursive: true,
            verbatimSymlinks: true,
          })
        }
      } else if (instruction.name === 'RUN') {
        await runIn(work, instruction.text, hurried)
      }
    }
  }
  return join(rootOf(stages.at(-1)!.name), 'app')
}

async function runIn(work: string, command: string, hurried: string): Promise<void> {
  if (command.startsWith('npm ci')) return symlink(resolve('node_modules'), join(work, 'node_modules'))
  const text = command.endsWith('enddel.js build') ? `${command} ${hurried}` : command
  await run('/bin/sh', ['-c', text], { cwd: work, maxBuffer: 1 << 26 })
}
