import { execFile } from 'node:child_process'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Lab } from './lab.ts'
import { requireTool } from './tools.ts'

/** Compiles one C file of ours, named from benchmarks/, into the lab's folder. */
export async function compile(lab: Lab, source: string): Promise<string> {
  requireTool('gcc')
  const program = join(lab.folder, basename(source, '.c'))
  await promisify(execFile)('gcc', ['-O2', '-o', program, fileURLToPath(new URL(`../${source}`, import.meta.url))])
  return program
}
