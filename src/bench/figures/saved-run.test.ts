import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOfAsync } from '../../testing/refusal.ts'
import { simulatedRun } from '../../testing/simulated-run.ts'
import { inTemporaryFolder } from '../../testing/temporary-folder.ts'
import type { BenchResult } from '../bench-result.ts'
import { readSavedRun, saveRun } from './saved-run.ts'

const saved = suite('bench/figures/saved-run')
const run = simulatedRun({ seed: 1 })

saved('run is read as it was', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'run.json')
    const full: BenchResult = { ...run, build: { id: 'b', pages: 3 } }

    await saveRun(file, run)
    await saveRun(file, full)

    assert.equal(await readSavedRun(file), full)
    assert.equal(await readdir(folder), ['run.json'])
  }),
)

saved('run that could not be read again is not written, and the one before stays', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'run.json')
    await saveRun(file, run)
    const before = await readFile(file, 'utf8')

    const { code, message } = await refusalOfAsync(saveRun(file, withSample({ clientBusy: NaN })))

    assert.is(code, 'E_BENCH_SAVED')
    assert.match(message, 'scenarios.0.steps.0.samples.subject.0.clientBusy')
    assert.is(await readFile(file, 'utf8'), before)
  }),
)

saved('run in a place that cannot be written leaves nothing behind', () =>
  inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'run.json'))

    const error = await refusalOfAsync(saveRun(join(folder, 'run.json'), run))

    assert.is(error.code, 'E_BENCH_SAVED')
    assert.equal(await readdir(folder), ['run.json'])
  }),
)

saved('file that is missing, or is no JSON, is refused by its name', () =>
  inTemporaryFolder(async (folder) => {
    const [missing, broken] = [join(folder, 'missing.json'), join(folder, 'broken.json')]
    await writeFile(broken, JSON.stringify(run).slice(0, -20))

    assert.match(await refusal(missing), `${missing}: cannot be read`)
    assert.match(await refusal(broken), `${broken}: not JSON`)
  }),
)

saved('file that is of something else is refused with the field', () =>
  inTemporaryFolder(async (folder) => {
    const refusalOf = async (data: unknown) => {
      const file = join(folder, 'run.json')
      await writeFile(file, JSON.stringify(data))
      return (await refusal(file)).slice(file.length)
    }

    assert.match(await refusalOf([]), /^: Invalid input/)
    assert.match(await refusalOf({ ...run, engine: 'ab' }), /^: engine: /)
    assert.match(await refusalOf({ ...run, machine: { ...run.machine, cores: '4' } }), /^: machine\.cores: /)
    assert.match(await refusalOf(withSample({ perSecond: -1 })), /subject\.0\.perSecond: /)
    assert.match(await refusalOf(withSample({ latency: 'HISTFAAAAA' })), /subject\.0\.latency: not a histogram/)
  }),
)

saved('file of another format says who wrote it', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'run.json')
    await writeFile(file, JSON.stringify({ format: 2, version: '3.4.5' }))

    assert.match(await refusal(file), 'format 2, as enddel 3.4.5 writes it; this version reads format 1')
  }),
)

saved('file may have fields that a later version adds', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'run.json')
    await writeFile(file, JSON.stringify({ ...run, weather: 'fine' }))

    assert.equal(await readSavedRun(file), run)
  }),
)

saved.run()

async function refusal(file: string): Promise<string> {
  const { code, message, hint } = await refusalOfAsync(readSavedRun(file))
  assert.is(code, 'E_BENCH_SAVED')
  assert.ok(hint)
  return message
}

/** The run with a first round that has these fields. */
function withSample(fields: Partial<BenchResult['scenarios'][number]['steps'][number]['samples'][string][number]>) {
  const changed = structuredClone(run)
  Object.assign(changed.scenarios[0]!.steps[0]!.samples.subject![0]!, fields)
  return changed
}
