import { readFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { CertificateFiles } from '../serve/certificate.ts'
import { listen, urlOf } from '../serve/listen.ts'
import type { ServeOptions } from '../serve/server.ts'
import { createTlsFront } from '../serve/tls.ts'
import { createWire, type WireOptions } from '../serve/wire/wire-server.ts'
import { makeCertificate } from './certificates.ts'
import { type Served, serveOptions, withServer } from './serving.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { wireSiteOut } from './wire-site.ts'

export interface ServedTls extends Served {
  /** What clients trust. */
  ca: string
  files: CertificateFiles
  folder: string
}

/** The site for the wire, served with a certificate of its own. */
export function withTls<Result>(
  options: Parameters<typeof withServer>[1],
  work: (served: ServedTls) => Promise<Result>,
  out: Promise<string> = wireSiteOut(),
): Promise<Result> {
  return inTemporaryFolder(async (folder) => {
    const tls = await makeCertificate(folder, 'one')
    const ca = await readFile(tls.cert, 'utf8')
    return withServer(await out, { tls, ...options } satisfies Partial<ServeOptions>, (served) =>
      work({ ...served, ca, files: tls, folder }),
    )
  })
}

/** Without a site: requests go to the listener. */
export function withFront(
  listener: RequestListener,
  limits: Partial<WireOptions>,
  work: (served: { url: string; ca: string }) => Promise<void>,
): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const files = await makeCertificate(folder, 'one')
    const all = { ...serveOptions.wire, ...limits }
    const http = createServer(listener)
    const wire = createWire(
      { http, upgrades: http, upgradePath: '/ws', pages: () => new Map(), answerPlain: () => undefined, countHot() {} },
      all,
    )
    const parts = { wire, handler: listener, limits: all, lookEveryMs: 60_000 }
    const front = await createTlsFront(files, parts, () => {})
    const listening = await listen({ host: '127.0.0.1', port: 0 }, 511, front.accept)
    try {
      await work({ url: urlOf('https', listening.host, listening.port), ca: await readFile(files.cert, 'utf8') })
    } finally {
      listening.stop()
      front.destroy()
      await front.close()
      wire.close()
    }
  })
}
