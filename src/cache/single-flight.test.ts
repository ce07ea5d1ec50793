import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { singleFlight } from './single-flight.ts'

const flight = suite('cache/single-flight')

flight('does the work once for all who ask meanwhile', async () => {
  const once = singleFlight<string>()
  let runs = 0
  let land: (page: string) => void = () => {}
  const work = () => {
    runs++
    return new Promise<string>((resolve) => (land = resolve))
  }

  const asked = Array.from({ length: 100 }, () => once('/', work))
  land('page')

  assert.equal(
    await Promise.all(asked),
    Array.from({ length: 100 }, () => 'page'),
  )
  assert.is(runs, 1)
})

flight('keeps keys apart', async () => {
  const once = singleFlight<string>()

  const pages = await Promise.all([once('/a', async () => 'a'), once('/b', async () => 'b')])

  assert.equal(pages, ['a', 'b'])
})

flight('forgets a failed run, so the next caller tries again', async () => {
  const once = singleFlight<string>()
  await once('/', async () => {
    throw new Error('boom')
  }).catch(() => {})

  assert.is(await once('/', async () => 'page'), 'page')
})

flight('tells how many are under way', async () => {
  const once = singleFlight<string>()
  let land: () => void = () => {}
  const work = () => new Promise<string>((resolve) => (land = () => resolve('page')))

  const asked = [once('/a', async () => 'a'), once('/b', work), once('/b', work)]
  const underWay = once.size()
  land()
  await Promise.all(asked)

  assert.equal([underWay, once.size()], [2, 0])
})

flight.run()
