/** Certificates for tests, signed by themselves, for localhost and 127.0.0.1. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openssl } from './needs.ts'

const run = promisify(execFile)

/** Writes `name.crt` and `name.key`; `name` is the common name too. */
export async function makeCertificate(folder: string, name: string): Promise<{ cert: string; key: string }> {
  const [cert, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)]
  const keyKind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  await run(openssl, ['req', '-x509', ...keyKind, ...names, '-days', '2', '-keyout', key, '-out', cert])
  return { cert, key }
}

/** The same key as `key`, behind a passphrase. */
export async function lockKey(key: string, to: string): Promise<void> {
  await run(openssl, ['pkcs8', '-topk8', '-in', key, '-passout', 'pass:secret', '-out', to])
}
