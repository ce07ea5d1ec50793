import { appendFile, mkdir, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOfAsync } from '../testing/refusal.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { type FileLogEvent, openFileLog } from './file-log.ts'
import type { Invalidation, InvalidationLog } from './invalidation.ts'
import { linesOf, recordsIn } from './log-records.ts'

const log = suite('cache/file-log')

interface Opened {
  log: InvalidationLog
  /** What a follower heard. */
  heard: Invalidation[]
  events: FileLogEvent[]
}

/** Gives a way to open the log of one file as often as wanted, with a clock that stands where it is put. */
async function withFile(
  work: (file: string, open: (maxItems?: number) => Promise<Opened>, clock: { now: number }) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'cache', 'invalidations.ndjson')
    const clock = { now: 1_790_000_000_000 }
    const opened: InvalidationLog[] = []
    const open = async (maxItems = 10_000): Promise<Opened> => {
      const events: FileLogEvent[] = []
      const log = await openFileLog(file, { now: () => clock.now, onEvent: (event) => events.push(event), maxItems })
      opened.push(log)
      const heard: Invalidation[] = []
      await log.follow((invalidation) => heard.push(invalidation))
      return { log, heard, events }
    }
    await work(file, open, clock)
    for (const log of opened) await log.close()
  })
}

const tagsOf = (heard: readonly Invalidation[]) => heard.map(({ selector }) => selector.tags?.join() ?? 'all')
const versionsOf = (heard: readonly Invalidation[]) => heard.map(({ version }) => version)
const recordsOf = async (file: string) => recordsIn(await readFile(file, 'utf8')).records

log('tells followers of what is on record first, then of each new one', () =>
  withFile(async (_, open) => {
    const { log, heard } = await open()
    await log.append({ tags: ['a'] }, 'soft')
    const later: Invalidation[] = []

    await log.follow((invalidation) => later.push(invalidation))
    const { invalidation, reach } = await log.append({ paths: ['/b'] }, 'hard')

    assert.equal(later, heard)
    assert.equal(heard.at(-1), invalidation)
    assert.equal(invalidation, { version: invalidation.version, mode: 'hard', selector: { paths: ['/b'] } })
    assert.is(heard.length, 2)
    assert.is(reach, 'this-machine')
  }),
)

log('makes versions of the time in microseconds, which grow though the clock does not', () =>
  withFile(async (_, open, clock) => {
    const { log, heard } = await open()

    await log.append({ all: true }, 'soft')
    await log.append({ all: true }, 'soft')
    clock.now -= 1_000
    await log.append({ all: true }, 'soft')
    clock.now += 2_000.5003
    await log.append({ all: true }, 'soft')

    const first = 1_790_000_000_000_000
    assert.equal(versionsOf(heard), [first, first + 1, first + 2, first + 1_000_500])
  }),
)

log('knows what it knew before a restart, and goes on from there', () =>
  withFile(async (_, open, clock) => {
    const before = await open()
    await before.log.append({ tags: ['a'], paths: ['/ả'] }, 'soft')
    await before.log.append({ all: true }, 'hard')
    await before.log.close()
    clock.now -= 3_600_000

    const after = await open()
    await after.log.append({ tags: ['b'] }, 'soft')

    assert.equal(after.heard.slice(0, 2), before.heard)
    assert.is(after.heard[2]!.version, before.heard[1]!.version + 1)
    assert.equal(after.events, [])
  }),
)

log('keeps all of many that come at once, each once and in order', () =>
  withFile(async (file, open) => {
    const { log, heard } = await open()
    const tags = Array.from({ length: 200 }, (_, index) => `${index}`)

    await Promise.all(tags.map((tag) => log.append({ tags: [tag] }, 'soft')))

    assert.equal(tagsOf(heard), tags)
    assert.equal(await recordsOf(file), heard)
  }),
)

log('has a record in the file when its append has resolved', () =>
  withFile(async (file, open) => {
    const { log } = await open()
    await log.append({ tags: ['a'] }, 'soft')
    await log.append({ tags: ['b'] }, 'soft')

    assert.equal(tagsOf(await recordsOf(file)), ['a', 'b'])
  }),
)

log('takes pages for stale after a line was torn, and tells of it once', () =>
  withFile(async (file, open) => {
    const before = await open()
    await before.log.append({ tags: ['a'] }, 'soft')
    await before.log.append({ tags: ['torn'] }, 'hard')
    await before.log.close()
    await truncate(file, (await readFile(file)).length - 5)

    const after = await open()
    await after.log.append({ tags: ['b'] }, 'soft')
    await after.log.close()
    const again = await open()

    assert.equal(tagsOf(again.heard), ['a', 'all', 'b'])
    assert.is(again.heard[1]!.mode, 'soft')
    assert.ok(again.heard[1]!.version > before.heard[0]!.version)
    assert.equal(after.events, [{ type: 'log-damaged', badLines: 1 }])
    assert.equal(again.events, [])
  }),
)

log('skips lines of garbage', () =>
  withFile(async (file, open) => {
    const before = await open()
    await before.log.append({ tags: ['a'] }, 'soft')
    await appendFile(file, '{"version":1}\n\0\0\0\n')
    await before.log.append({ tags: ['b'] }, 'soft')
    await before.log.close()

    const after = await open()
    await after.log.close()
    const again = await open()

    assert.equal(tagsOf(after.heard), ['a', 'b', 'all'])
    assert.equal(after.events, [{ type: 'log-damaged', badLines: 2 }])
    assert.equal(again.heard, after.heard)
    assert.equal(again.events, [])
  }),
)

log('loses nothing when only the end of the last line is missing', () =>
  withFile(async (file, open) => {
    const before = await open()
    await before.log.append({ tags: ['a'] }, 'soft')
    await before.log.close()
    await truncate(file, (await readFile(file)).length - 1)

    const after = await open()
    await after.log.append({ tags: ['b'] }, 'soft')

    assert.equal(tagsOf(await recordsOf(file)), ['a', 'b'])
    assert.equal(after.events, [])
  }),
)

log('tells followers though the file can be neither read nor written, and says so once', () =>
  withFile(async (file, open) => {
    await mkdir(join(file, 'in-the-way'), { recursive: true })

    const { log, heard, events } = await open()
    await log.append({ tags: ['a'] }, 'soft')
    await log.append({ tags: ['b'] }, 'soft')

    assert.equal(tagsOf(heard), ['all', 'a', 'b'])
    assert.equal(
      events.map(({ type }) => type),
      ['log-not-kept'],
    )
    assert.equal(await readdir(join(file, '..')), ['invalidations.ndjson'])
  }),
)

log('takes pages for stale when what is there cannot be read, and begins anew', () =>
  withFile(async (file, open) => {
    await mkdir(join(file, '..'))
    await symlink(file, file)

    const { heard, events } = await open()

    assert.equal(tagsOf(heard), ['all'])
    assert.equal(
      events.map(({ type }) => type),
      ['log-not-kept'],
    )
    assert.equal(await recordsOf(file), heard)
  }),
)

log('keeps everything once the file can be written again, and tells when it cannot anew', () =>
  withFile(async (file, open) => {
    const { log, heard, events } = await open()
    await log.append({ tags: ['a'] }, 'soft')
    await rm(file)
    await mkdir(join(file, 'in-the-way'), { recursive: true })
    await log.append({ tags: ['b'] }, 'soft')
    await rm(file, { recursive: true })
    await log.append({ tags: ['c'] }, 'soft')
    const kept = await recordsOf(file)
    await rm(file)
    await mkdir(file)
    await log.append({ tags: ['d'] }, 'soft')

    assert.equal(tagsOf(kept), ['a', 'b', 'c'])
    assert.is(heard.length, 4)
    assert.equal(
      events.map(({ type }) => type),
      ['log-not-kept', 'log-not-kept'],
    )
  }),
)

log('tries once more to keep what it could not when it is closed', () =>
  withFile(async (file, open) => {
    const { log } = await open()
    await log.append({ tags: ['a'] }, 'soft')
    await rm(join(file, '..'), { recursive: true })
    await log.append({ tags: ['b'] }, 'soft')

    await log.close()

    assert.equal(tagsOf(await recordsOf(file)), ['a', 'b'])
  }),
)

log('lets the oldest go at twice its bound, for one that selects all', () =>
  withFile(async (file, open) => {
    const { log, heard } = await open(2)
    for (const tag of ['a', 'b', 'c', 'd']) await log.append({ tags: [tag] }, 'soft')
    const atTheBound = tagsOf(await recordsOf(file))

    await log.append({ tags: ['e'] }, 'soft')
    await log.append({ tags: ['f'] }, 'soft')
    await log.close()
    const after = await open(2)

    assert.equal(atTheBound, ['a', 'b', 'c', 'd'])
    assert.equal(tagsOf(heard), ['a', 'b', 'c', 'd', 'e', 'f'])
    assert.equal(tagsOf(after.heard), ['all', 'd', 'e', 'f'])
    assert.is(after.heard[0]!.version, heard[2]!.version)
  }),
)

log('keeps its bound when the file holds more', () =>
  withFile(async (file, open) => {
    const many = Array.from({ length: 200_000 }, (_, index) => index + 1)
    await mkdir(join(file, '..'))
    await writeFile(file, linesOf(many.map((version) => ({ version, mode: 'soft', selector: { tags: ['x'] } }))))

    const { log, heard } = await open(5)
    await log.append({ tags: ['new'] }, 'soft')

    assert.equal(tagsOf(heard), ['all', 'x', 'x', 'x', 'x', 'x', 'new'])
    assert.equal(await recordsOf(file), heard)
  }),
)

log('refuses what it could not read back', () =>
  withFile(async (_, open) => {
    const { log, heard } = await open()

    const refusal = await refusalOfAsync(log.append({ tags: Array.from({ length: 1_001 }, () => 'x') }, 'soft'))

    assert.match(refusal.message, /selector: .*tags/)
    assert.equal(heard, [])
  }),
)

log('is closed twice, after what was under way is written', () =>
  withFile(async (file, open) => {
    const { log } = await open()
    void log.append({ tags: ['a'] }, 'soft')

    await log.close()
    await log.close()

    assert.equal(tagsOf(await recordsOf(file)), ['a'])
  }),
)

log.run()
