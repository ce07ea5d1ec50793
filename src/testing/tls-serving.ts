import { readFile } from 'node:fs/promises'
import type { CertificateFiles } from '../serve/certificate.ts'
import type { ServeOptions } from '../serve/server.ts'
import { makeCertificate } from './certificates.ts'
import { type Served, withServer } from './serving.ts'
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
