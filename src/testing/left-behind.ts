/**
 * Prints how many bytes work that is done over and over leaves for the next major collection of garbage.
 * A process of its own, since what V8 has seen before decides on it, too. Its argument: head, loader or pool.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { packSpec, unpackRendered } from '../render/crossing.ts'
import { createThreadPool } from '../render/thread-pool.ts'
import { createFieldReader, readHead } from '../serve/wire/read-head.ts'
import { route } from '../site/contract.ts'
import { resolvePage } from '../site/resolve.ts'
import { heapAfterMinor, heapInUse } from './heap-in-use.ts'

export type LeavingWork = keyof typeof works

const requests = 20_000

/** The head of a request, as the wire reads it. */
async function head(): Promise<number> {
  const fieldReader = createFieldReader()
  return leftBehind((time) => {
    readHead(`GET /rows/${time} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\n\r\n`, fieldReader)
  })
}

/** What a loader gives, and what goes to a thread and comes back. */
async function loader(): Promise<number> {
  const rows = route('/rows/:id', {
    id: 'rows',
    page: () => '',
    head: () => ({ title: '' }),
    load: ({ id }, { reports }) => ({ id, reports: String(reports) }),
  })
  const figure = () => () => undefined
  const context = { reports: 1, products: 2, market: 3, locale: 'en' } as never
  const crossed = { bytes: new Uint8Array(10), brAt: 5, live: undefined, hash: '', csp: '', ms: 1, failed: undefined }

  return leftBehind(async (time) => {
    const match = { route: rows, params: { id: String(time) }, path: `/rows/${time}` }
    const resolved = await resolvePage(match, 'en', () => context, figure, 1_000)
    if (resolved.kind === 'page') unpackRendered(crossed, packSpec(resolved.spec))
  })
}

/** Tasks that a thread gives back as they are, 64 at a time. */
async function pool(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'enddel-left-'))
  const file = join(folder, 'module.mjs')
  await writeFile(file, 'export default async ({ tasks }) => tasks.map((result) => ({ result }))')
  const sizes = { threads: 1, batchSize: () => 8, isAhead: false, youngMb: 16, oldMb: 32, maxQueue: 64 }
  const bounds = { ...sizes, taskMs: 30_000, timeoutMs: 30_000 }
  const { run, close } = createThreadPool<string, string>({ module: pathToFileURL(file).href, setup: {}, ...bounds })
  try {
    const text = 'x'.repeat(10_000)
    const each = async (times: number) => {
      for (let time = 0; time < times; time++) await run(text)
    }
    const many = () => Promise.all(Array.from({ length: 64 }, () => each(50)))

    const rush = many()
    await each(25)
    // From here on the lists that tasks are in are old.
    heapInUse()
    await rush
    const before = heapInUse()
    await many()
    return heapAfterMinor() - before
  } finally {
    await close()
    await rm(folder, { recursive: true })
  }
}

async function leftBehind(work: (time: number) => unknown): Promise<number> {
  for (let time = 0; time < requests / 4; time++) await work(time)
  const before = heapInUse()
  for (let time = 0; time < requests; time++) await work(time)
  return heapAfterMinor() - before
}

const works = { head, loader, pool }

process.stdout.write(String(await works[process.argv[2] as LeavingWork]()))
