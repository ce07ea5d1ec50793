/**
 * How long a page is still answered as it was on one instance after another was asked to invalidate its tag, both on one
 * Redis: from the moment the request is sent to the first answer of the other instance that is another. Both are asked
 * without a pause, so the figure is a little more than what it takes.
 * Run: npm run build && node --import tsx benchmarks/invalidation.ts [rounds]
 */
import { join } from 'node:path'
import { buildWithEnddel, startEnddel } from './lab/enddel.ts'
import { inLab, type Running } from './lab/lab.ts'
import { describeRun } from './lab/machine.ts'
import { rawAnswer, requestBytes } from './lab/raw-answer.ts'
import { figure, median, table } from './lab/table.ts'

const rounds = Number(process.argv[2] ?? 200)
const path = '/en/product/belt-hidden-pocket'
const secret = 'only-for-this-benchmark-'.repeat(2)

await inLab(async (lab) => {
  const out = join(lab.folder, 'out')
  await buildWithEnddel(out, ['--popular', '0'])
  const args = ['--port', '3970', '--save', '', '--appendonly', 'no', '--dir', lab.folder]
  await lab.start({ name: 'redis', port: 3970, cores: '1', command: 'redis-server', args })
  const env = { REDIS_URL: 'redis://127.0.0.1:3970', AUTO_UPDATE_SECRET_KEY: secret }
  const one = await startEnddel(lab, { out, port: 3961, cores: '0', env })
  const other = await startEnddel(lab, { out, port: 3962, cores: '0', env })

  const taken: number[] = []
  for (let round = 0; round < rounds; round++) taken.push(await measure(one, other))

  taken.sort((a, b) => a - b)
  const at = (share: number) => taken[Math.ceil(share * rounds) - 1]!
  console.log(`${describeRun('invalidation.ts')}; ${figure(rounds)} invalidations of a tag\n`)
  const figures = [median(taken), at(0.99), at(1)].map((ms) => `${figure(ms, 1)} ms`)
  console.log(table(['median', 'p99', 'longest'], [figures]))
})

async function measure(one: Running, other: Running): Promise<number> {
  // Twice: the second one is sure to come from memory.
  await ask(other)
  if (!(await ask(other)).startsWith('enddel; hit')) throw new Error('the page is not kept')
  const since = performance.now()
  const invalidating = invalidate(one)
  while ((await ask(other)).startsWith('enddel; hit')) continue
  const ms = performance.now() - since
  await invalidating
  return ms
}

/** What the answer says of where it comes from. */
async function ask({ port }: Running): Promise<string> {
  const { fields } = await rawAnswer(port, requestBytes(path))
  return fields.find(([name]) => name.toLowerCase() === 'cache-status')?.[1] ?? ''
}

async function invalidate({ port }: Running): Promise<void> {
  const { status } = await fetch(`http://127.0.0.1:${port}/internal/cache/invalidate`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${secret}` },
    body: JSON.stringify({ tags: ['products'], hard: true }),
  })
  if (status !== 200) throw new Error(`an invalidation was answered with ${status}`)
}
