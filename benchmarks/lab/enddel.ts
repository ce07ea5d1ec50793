import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { requireCurrent } from '../../src/output/current.ts'
import { fileNameOf } from '../../src/output/file-name.ts'
import { type Build, openBuild } from '../../src/output/read.ts'
import type { Lab, Running } from './lab.ts'

const bin = 'bin/enddel.js'
const run = promisify(execFile)

/** Builds with `enddel build`. */
export async function buildWithEnddel(out: string, flags: readonly string[]): Promise<Build> {
  await run('node', [bin, 'build', '--out', out, ...flags], { maxBuffer: 64 * 1024 * 1024 })
  return openBuild(out, (await requireCurrent(out)).build)
}

/** Writes the pages of a build by their addresses, brotli beside html, as servers of plain files want them. */
export async function writePlainPages(build: Build, folder: string): Promise<string> {
  for (const page of build.pages()) {
    const { html, br } = await build.readPage(page)
    const path = join(folder, fileNameOf(page.address))
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, html)
    if (br) await writeFile(`${path}.br`, br)
  }
  return folder
}

export interface EnddelOptions {
  out: string
  port: number
  cores: string
  renderThreads?: number
  /** Settings without a flag. */
  env?: Record<string, string>
  /** For node itself. */
  nodeFlags?: readonly string[]
}

/** `enddel serve`, one process that serves. */
export async function startEnddel(lab: Lab, options: EnddelOptions): Promise<Running> {
  const { out, port, cores, renderThreads = 1, nodeFlags = [], env = {} } = options
  const { stdout: help } = await run('node', [bin, 'serve', '--help'])
  const flags = ['--out', out, '--host', '127.0.0.1', '--port', String(port), '--render-threads', String(renderThreads)]
  if (help.includes('--workers')) flags.push('--workers', '1')
  return lab.start({ name: 'enddel', port, cores, command: 'node', args: [...nodeFlags, bin, 'serve', ...flags], env })
}
