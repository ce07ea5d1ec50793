import { createHook } from 'node:async_hooks'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EnddelError } from '../core/errors.ts'
import { within } from '../core/lifecycle.ts'
import { build } from '../testing/builds.ts'
import { makeCertificate } from '../testing/certificates.ts'
import { startRedis } from '../testing/redis.ts'
import { withServer } from '../testing/serving.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { withTiny } from '../testing/tiny-serving.ts'
import { writeTinySite } from '../testing/tiny-site.ts'

const starting = suite('serve/server-start')

starting('says what to do when nothing was built', () =>
  inTemporaryFolder(async (folder) => {
    const error = await withServer(folder, {}, async () => {}).catch((thrown: unknown) => thrown)

    assert.instance(error, EnddelError)
    assert.match((error as EnddelError).hint ?? '', 'run `enddel build` first')
  }),
)

starting('says that the port is in use', () =>
  withTiny({}, {}, async (url, _, where) => {
    const port = Number(new URL(url).port)
    const listen = { host: '127.0.0.1', port }

    const error = await withServer(where.out, { listen }, async () => {}).catch((thrown: unknown) => thrown)

    assert.instance(error, EnddelError)
    assert.is((error as Error).message, `port ${port} on 127.0.0.1 is in use`)
  }),
)

starting('leaves nothing open when its port is in use', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    await build(where)
    const tls = await makeCertificate(folder, 'one')
    const redis = await startRedis()
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const listen = { host: '127.0.0.1', port: (other.address() as AddressInfo).port }
    const options = { listen, tls, redisUrl: redis.url, productApiBase: 'http://127.0.0.1:1/api' }
    const opened = watchOpened()

    const error = await withServer(where.out, options, async () => {}).catch((thrown: unknown) => thrown)
    const left = await opened.left()

    other.close()
    await redis.close()
    assert.match((error as Error).message, 'is in use')
    assert.equal([...opened.kinds].sort(), [
      'FSEVENTWRAP',
      'MESSAGEPORT',
      'TCPSERVERWRAP',
      'TCPWRAP',
      'Timeout',
      'WORKER',
    ])
    assert.equal(left, [])
  }),
)

starting.run()

/** Sockets, watches, threads and timers that are opened from now on, those too that do not keep the process. */
function watchOpened() {
  const kinds = new Set<string>()
  const open = new Map<number, string>()
  let onClosed = () => {}
  const opening = createHook({
    init(id, kind, _, resource) {
      if (!isHandle(kind) && !isInterval(resource)) return
      kinds.add(kind)
      open.set(id, kind)
    },
  }).enable()
  const closing = createHook({
    destroy(id) {
      if (open.delete(id) && open.size === 0) onClosed()
    },
  }).enable()
  return {
    kinds,
    /** Ends the watch. node tells of handles a little after they were closed. */
    async left(): Promise<string[]> {
      opening.disable()
      if (open.size > 0) await within(5_000, new Promise<void>((resolve) => (onClosed = resolve)))
      closing.disable()
      return [...open.values()]
    },
  }
}

function isHandle(kind: string): boolean {
  return /^((TCP|TCPSERVER|FSEVENT)WRAP|MESSAGEPORT|WORKER)$/.test(kind)
}

/** What rings once ends by itself. Nothing public tells the two apart. */
function isInterval(resource: object): boolean {
  return '_repeat' in resource && resource._repeat !== null
}
