import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lab, Running } from './lab.ts'
import { wrk, type WrkResult } from './wrk.ts'

let next = 1

/** wrk on pages of sites/rows, another one with every request, so that none can come from a cache or be shared. */
export async function coldLoad(lab: Lab, { port }: Running, connections: number, seconds: number): Promise<WrkResult> {
  const script = join(lab.folder, 'cold.lua')
  writeFileSync(
    script,
    `local id = ${next}\nfunction request() id = id + 1 return wrk.format(nil, "/rows/" .. id) end\n`,
  )
  const result = await wrk({ port, path: '/rows/1', connections, seconds, script })
  next += result.requests + 10_000
  return result
}

/** How many pages enddel has rendered on demand, as its metrics tell. */
export async function rendersOf({ port }: Running): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const lines = [...text.matchAll(/^enddel_ssr_cache_renders_total(?:\{[^}]*\})? (\d+)/gm)]
  return lines.reduce((sum, [, count]) => sum + Number(count), 0)
}
