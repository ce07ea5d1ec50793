import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Lab, Running } from './lab.ts'

const bin = 'bin/enddel.js'
const run = promisify(execFile)

/** Builds with `enddel build`; resolves with the folder of the pages. */
export async function buildWithEnddel(out: string, flags: readonly string[]): Promise<string> {
  await run('node', [bin, 'build', '--out', out, ...flags], { maxBuffer: 64 * 1024 * 1024 })
  const { build } = JSON.parse(readFileSync(join(out, 'current.json'), 'utf8')) as { build: string }
  return join(out, 'builds', build, 'pages')
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
