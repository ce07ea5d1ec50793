import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { requireTool } from './tools.ts'

export interface WrkOptions {
  port: number
  path: string
  connections: number
  seconds: number
  core?: string
  /** A Lua file that makes the requests. */
  script?: string
}

export interface WrkResult {
  requests: number
  perSecond: number
  p99Ms: number
  /** wrk's line about connections that failed or timed out; empty when there is none. */
  complaint: string
}

/** Closed loop with one thread of wrk: as many requests as the server answers. Any answer but 2xx is an error. */
export async function wrk(options: WrkOptions): Promise<WrkResult> {
  requireTool('wrk')
  requireTool('taskset')
  const { port, path, connections, seconds, core = '1', script } = options
  const flags = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', ...(script ? ['-s', script] : [])]
  const fields = browserFields.flatMap((field) => ['-H', field])
  const url = `http://127.0.0.1:${port}${path}`
  const { stdout } = await promisify(execFile)('taskset', ['-c', core, 'wrk', ...flags, ...fields, url])
  if (/Non-2xx/.test(stdout)) throw new Error(`${url} is not always answered with 2xx:\n${stdout}`)
  const [, value, unit] = /99%\s+([\d.]+)(us|ms|s|m)/.exec(stdout)!
  return {
    requests: Number(/(\d+) requests in/.exec(stdout)![1]),
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)![1]),
    p99Ms: Number(value) * { us: 0.001, ms: 1, s: 1000, m: 60_000 }[unit as 'us' | 'ms' | 's' | 'm'],
    complaint: /Socket errors: .*/.exec(stdout)?.[0] ?? '',
  }
}

/** What a browser sends. */
export const browserFields: readonly string[] = [
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'Accept-Encoding: gzip, deflate, br, zstd',
  'Accept-Language: en-US,en;q=0.9,vi;q=0.8',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  'Sec-Fetch-Dest: document',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-Site: none',
  'Upgrade-Insecure-Requests: 1',
]
