/**
 * Resident memory of `enddel serve`: of an idle connection, and of 10,000 pages of 20 KB of which each was asked for. The
 * clients are in this process; garbage is collected before each reading.
 * Run: npm run build && node --import tsx benchmarks/memory.ts [pages] [connections]
 */
import { execFileSync } from 'node:child_process'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Build } from '../src/output/read.ts'
import { buildWithEnddel, startEnddel } from './lab/enddel.ts'
import { inLab, type Lab, type Running } from './lab/lab.ts'
import { describeRun } from './lab/machine.ts'
import { rawAnswer, requestBytes } from './lab/raw-answer.ts'
import { settledRss, settleFlags } from './lab/settled-memory.ts'
import { figure, ratio, table } from './lab/table.ts'

const pageCount = Number(process.argv[2] ?? 10_000)
const connectionCount = Number(process.argv[3] ?? 10_000)
const mb = (bytes: number) => `${figure(bytes / 2 ** 20, 1)} MiB`

requireOpenFiles(connectionCount + 500)
await inLab(async (lab) => {
  // The same site with one page: what the server takes without pages.
  const small = await startWith(lab, 3961, 1)
  const alone = await settledRss(small.server.pid)
  const many = await startWith(lab, 3962, pageCount)
  const loaded = await settledRss(many.server.pid)
  const hits = await askForAll(many.server)
  const asked = await settledRss(many.server.pid)
  const idle = await idleConnections(small.server)

  const { pages, html, br } = many.sizes
  console.log(`${describeRun('memory.ts')}; ${figure(pages)} pages, ${figure(hits)} of them answered as hot\n`)
  const row = (what: string, rss: number) => {
    const growth = rss - alone
    return [what, mb(rss), mb(growth), ratio(growth, html + br), ratio(rss, html + br)]
  }
  const head = ['server with', 'resident', 'more than with 1 page', 'this to html + br', 'resident to html + br']
  console.log(
    table(head, [
      ['1 page', mb(alone), '–', '–', '–'],
      row(`${figure(pages)} pages, html ${mb(html)} + br ${mb(br)}`, loaded),
      row('the same, each asked for once with br', asked),
    ]),
  )
  const each = (idle.after - idle.before) / connectionCount / 1024
  console.log(
    `\n${table(
      ['idle connections', 'resident before', 'after', 'each'],
      [[figure(connectionCount), mb(idle.before), mb(idle.after), `${figure(each, 1)} KiB`]],
    )}`,
  )
})

async function startWith(lab: Lab, port: number, popular: number) {
  const out = join(lab.folder, `out-${port}`)
  const flags = ['--site', 'benchmarks/sites/many', '--popular', String(popular), '--brotli', '5']
  const sizes = sizesOf(await buildWithEnddel(out, flags))
  const server = await startEnddel(lab, { out, port, cores: '0', nodeFlags: settleFlags })
  return { server, sizes }
}

function sizesOf(build: Build): { pages: number; html: number; br: number } {
  const pages = build.pages().filter(({ address }) => address.startsWith('/page/'))
  const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0)
  const [html, br] = [sum(pages.map(({ html }) => html.bytes)), sum(pages.map(({ br }) => br?.bytes ?? 0))]
  return { pages: pages.length, html, br }
}

/** Asks for each page once; resolves with how many were answered as hot. */
async function askForAll({ port }: Running): Promise<number> {
  let hits = 0
  for (let id = 0; id < pageCount; id++) {
    const { fields } = await rawAnswer(port, requestBytes(`/page/${id}`))
    const values = new Map(fields.map(([name, value]) => [name.toLowerCase(), value]))
    if (values.get('content-encoding') !== 'br') throw new Error(`/page/${id} comes without brotli`)
    if (/\bhit\b/.test(values.get('cache-status') ?? '')) hits++
  }
  return hits
}

/** Each connection has had one answer and could ask again. */
async function idleConnections({ port, pid }: Running): Promise<{ before: number; after: number }> {
  const request = requestBytes('/page/0')
  const answerLength = (await rawAnswer(port, request)).bytes.length
  // What the first ones need once and for all is not counted.
  for (const socket of await openIdle(100)) socket.destroy()
  const before = await settledRss(pid)
  const sockets = await openIdle(connectionCount)
  const after = await settledRss(pid)
  const lost = sockets.filter((socket) => socket.closed || socket.readableEnded).length
  if (lost > 0) throw new Error(`${lost} connections were closed before the memory had settled`)
  for (const socket of sockets) socket.destroy()
  return { before, after }

  async function openIdle(count: number): Promise<Socket[]> {
    const sockets: Socket[] = []
    while (sockets.length < count) {
      const some = Array.from({ length: Math.min(100, count - sockets.length) }, () => connect(port, '127.0.0.1'))
      await Promise.all(some.map(askOnce))
      sockets.push(...some)
    }
    return sockets
  }

  function askOnce(socket: Socket): Promise<void> {
    return new Promise((resolve, reject) => {
      let received = 0
      socket.on('error', reject).on('data', (chunk: Buffer) => {
        received += chunk.length
        if (received === answerLength) resolve()
      })
      socket.write(request)
    })
  }
}

/** Node itself raises the soft limit to the hard one. */
function requireOpenFiles(needed: number): void {
  const limit = execFileSync('sh', ['-c', 'ulimit -Hn']).toString().trim()
  if (limit !== 'unlimited' && Number(limit) < needed) {
    throw new Error(
      `only ${limit} open files are allowed, ${needed} are needed: raise it with \`ulimit -Hn ${needed}\``,
    )
  }
}
