import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { compile } from './c-program.ts'
import type { Lab } from './lab.ts'
import { requestBytes } from './raw-answer.ts'
import { requireTool } from './tools.ts'

export interface LoadOptions {
  port: number
  path: string
  connections: number
  /** Requests a second, due whether answers come or not; 0: as many as are answered. */
  rate: number
  seconds: number
  core?: string
}

export interface LoadResult {
  /** With a rate, those that were due. */
  asked: number
  answers: number
  /** Connections that were refused, closed, or answered with anything but 200. */
  failures: number
  /** Connections that got a first answer, and got it within the first second. */
  served: number
  servedInASecond: number
  /** When the last of them got it, from the moment the first was opened. */
  lastFirstMs: number
  p50Ms: number
  p99Ms: number
  maxMs: number
}

/** Makes the load client, lab/load.c. */
export async function loadClient(lab: Lab): Promise<(options: LoadOptions) => Promise<LoadResult>> {
  requireTool('taskset')
  const program = await compile(lab, 'lab/load.c')
  return async ({ port, path, connections, rate, seconds, core = '1' }) => {
    const request = join(lab.folder, 'request')
    writeFileSync(request, requestBytes(path))
    const numbers = [port, connections, rate, seconds].map(String)
    const { stdout } = await promisify(execFile)('taskset', ['-c', core, program, ...numbers, request])
    return JSON.parse(stdout) as LoadResult
  }
}
