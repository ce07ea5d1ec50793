import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOf } from '../testing/refusal.ts'
import { type BenchFlags, readBenchFlags, readTolerance, scenarioNames } from './bench-flags.ts'

const flags = suite('cli/bench-flags')

const none: BenchFlags = {
  ...{ list: false, out: 'out', path: [], vs: [], vsCmd: [], allowRemote: [], threads: '1' },
  ...{ engine: 'enddel', tolerance: '5%', json: false, markdown: false },
}

flags('take hot, mix and cold when nothing is named, and keep the order of all', () => {
  assert.equal(readBenchFlags([], none).scenarios, ['hot', 'mix', 'cold'])
  assert.equal(readBenchFlags(['cold', 'hot'], none).scenarios, ['hot', 'cold'])
  assert.equal(readBenchFlags(['all'], none).scenarios, scenarioNames)
})

flags('name the scenarios there are when one is not', () => {
  const { message, hint } = refusalOf(() => readBenchFlags(['hott'], none))

  assert.is(message, 'there is no scenario "hott"')
  assert.match(hint!, /hot, mix, .*chaos, and all/)
})

flags('let load go to this machine', () => {
  for (const url of ['http://localhost:3000', 'http://127.0.0.1:1', 'http://[::1]:80', 'https://127.1.2.3']) {
    assert.is(readBenchFlags([], { ...none, url }).url?.href, new URL(url).href)
  }
})

flags('let no load go elsewhere, unless the host was named', () => {
  const elsewhere = [
    'http://example.com',
    'http://192.168.1.1:80',
    'http://127.0.0.1.example.com',
    'http://127.1.example',
  ]
  for (const url of elsewhere) {
    assert.match(refusalOf(() => readBenchFlags([], { ...none, url })).message, /is another machine/)
    assert.match(refusalOf(() => readBenchFlags([], { ...none, vs: [`peer=${url}`] })).message, /is another machine/)
  }
  const url = 'http://example.com'
  assert.is(readBenchFlags([], { ...none, url, allowRemote: ['example.com'] }).url?.hostname, 'example.com')
})

flags('refuse addresses that are more than a server', () => {
  for (const url of ['ftp://127.0.0.1', 'http://127.0.0.1/page', 'http://a:b@127.0.0.1', '127.0.0.1:80', '']) {
    assert.match(refusalOf(() => readBenchFlags([], { ...none, url })).message, /^--url is "/)
  }
})

flags('name peers, each by a name of its own', () => {
  const { peers } = readBenchFlags([], {
    ...none,
    vs: ['http://127.0.0.1:81', 'new one=http://127.0.0.1:82'],
    vsCmd: ['nginx -c x.conf', 'bare=PORT=1 node server.js', 'PORT=2 node server.js'],
  })

  assert.equal(
    peers.map((peer) => [peer.name, 'url' in peer ? peer.url.port : peer.command]),
    [
      ['127.0.0.1:81', '81'],
      ['new one', '82'],
      ['nginx', 'nginx -c x.conf'],
      ['bare', 'PORT=1 node server.js'],
      ['PORT=2', 'PORT=2 node server.js'],
    ],
  )
  assert.match(refusalOf(() => readBenchFlags([], { ...none, vsCmd: ['node a', 'node b'] })).hint!, /a name of its own/)
  assert.match(refusalOf(() => readBenchFlags([], { ...none, vsCmd: ['enddel=x'] })).hint!, /a name of its own/)
})

flags('hold every number within its range', () => {
  const wrong: Partial<BenchFlags>[] = [
    ...[{ connections: '0' }, { connections: '50001' }, { seconds: '3601' }, { seconds: '1.5' }, { rounds: '101' }],
    ...[{ rate: '1000001' }, { rate: 'x' }, { threads: '65' }, { workers: '0' }, { engine: 'oha' }, { path: ['a'] }],
  ]
  for (const one of wrong) assert.is(refusalOf(() => readBenchFlags([], { ...none, ...one })).code, 'E_USAGE')
  assert.equal(readBenchFlags([], { ...none, connections: '5', seconds: '2', rounds: '3', rate: '4' }).overrides, {
    ...{ connections: 5, seconds: 2, rounds: 3, perSecond: 4 },
  })
})

flags('measure a yardstick for what is saved or compared', () => {
  const of = (more: Partial<BenchFlags>) => readBenchFlags([], { ...none, ...more }).hasYardstick

  assert.equal([of({}), of({ save: 'a' }), of({ compare: 'a' })], [false, true, true])
})

flags('read a tolerance as a percentage', () => {
  assert.equal([readTolerance('5%'), readTolerance('2.5 %')], [0.05, 0.025])
  for (const text of ['5', '0%', '51%', '-1%', '0.05']) assert.is(refusalOf(() => readTolerance(text)).code, 'E_USAGE')
})

flags.run()
