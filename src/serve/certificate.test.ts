import { chmod, copyFile, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { messageOf } from '../core/errors.ts'
import { lockKey, makeCertificate } from '../testing/certificates.ts'
import { createHeard } from '../testing/heard.ts'
import { refusalOfAsync } from '../testing/refusal.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { type Certificate, type CertificateFiles, readCertificate, watchCertificate } from './certificate.ts'

const certificate = suite('serve/certificate')

certificate('reads certificate and key, and until when they are good', () =>
  inTemporaryFolder(async (folder) => {
    const read = await readCertificate(await makeCertificate(folder, 'one'))

    assert.match(read.cert, 'BEGIN CERTIFICATE')
    assert.match(read.key, 'PRIVATE KEY')
    assert.ok(read.validUntil.getTime() > Date.now())
  }),
)

certificate('names the file that is missing, and the flag', () =>
  inTemporaryFolder(async (folder) => {
    const files = await makeCertificate(folder, 'one')
    const nowhere = join(folder, 'nowhere.pem')

    const cert = await refusalOfAsync(readCertificate({ ...files, cert: nowhere }))
    const key = await refusalOfAsync(readCertificate({ ...files, key: nowhere }))

    assert.is(cert.message, `the TLS certificate ${nowhere} is missing`)
    assert.match(cert.hint!, '--tls-cert')
    assert.is(key.message, `the TLS key ${nowhere} is missing`)
    assert.match(key.hint!, '--tls-key')
  }),
)

certificate('names what is there and cannot be read', () =>
  inTemporaryFolder(async (folder) => {
    const files = await makeCertificate(folder, 'one')

    const refused = await refusalOfAsync(readCertificate({ ...files, key: folder }))

    assert.is(refused.message, `the TLS key ${folder} cannot be read`)
    assert.match(refused.hint!, 'read the file')
  }),
)

certificate('names the file that is not what it should be', () =>
  inTemporaryFolder(async (folder) => {
    const { cert, key } = await makeCertificate(folder, 'one')

    const swapped = await refusalOfAsync(readCertificate({ cert: key, key: cert }))
    const noKey = await refusalOfAsync(readCertificate({ cert, key: cert }))

    assert.is(swapped.message, `${key} holds no certificate in PEM form`)
    assert.is(noKey.message, `${cert} holds no private key in PEM form`)
  }),
)

certificate('says how to take a passphrase off a key', () =>
  inTemporaryFolder(async (folder) => {
    const { cert, key } = await makeCertificate(folder, 'one')
    const locked = join(folder, 'locked.key')
    await lockKey(key, locked)

    const refused = await refusalOfAsync(readCertificate({ cert, key: locked }))

    assert.is(refused.message, `the key in ${locked} is protected by a passphrase`)
    assert.match(refused.hint!, 'openssl pkey')
  }),
)

certificate('refuses a key of another certificate', () =>
  inTemporaryFolder(async (folder) => {
    const { cert } = await makeCertificate(folder, 'one')
    const { key } = await makeCertificate(folder, 'two')

    const refused = await refusalOfAsync(readCertificate({ cert, key }))

    assert.is(refused.message, `${key} is not the key of the certificate in ${cert}`)
    assert.match(refused.hint!, 'issued together')
  }),
)

certificate('gives the new pair when both files have changed', () =>
  watching(async ({ folder, files, heard }) => {
    const next = await makeCertificate(folder, 'next')

    await copyFile(next.cert, files.cert)
    await copyFile(next.key, files.key)
    await heard.until((items) => items.length > 0)

    assert.equal(heard.items, [(await readCertificate(next)).cert])
  }),
)

certificate('gives a pair that is reached by another link, as mounted secrets are', () =>
  inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'v1'))
    await mkdir(join(folder, 'v2'))
    await makeCertificate(join(folder, 'v1'), 'tls')
    const next = await makeCertificate(join(folder, 'v2'), 'tls')
    await symlink('v1', join(folder, 'now'))
    const files = { cert: join(folder, 'now', 'tls.crt'), key: join(folder, 'now', 'tls.key') }

    await withWatcher(files, async (heard) => {
      await symlink('v2', join(folder, 'later'))
      await rename(join(folder, 'later'), join(folder, 'now'))
      await heard.until((items) => items.length > 0)

      assert.equal(heard.items, [(await readCertificate(next)).cert])
    })
  }),
)

certificate('tells once of a pair that cannot be used, and gives the next that can', () =>
  watching(async ({ folder, files, heard }) => {
    const next = await makeCertificate(folder, 'next')

    await copyFile(next.cert, files.cert)
    await heard.until((items) => items.length > 0)
    await copyFile(next.key, files.key)
    await heard.until((items) => items.length > 1)

    assert.equal(heard.items, [
      `${files.key} is not the key of the certificate in ${files.cert}`,
      (await readCertificate(next)).cert,
    ])
  }),
)

certificate('tells of a file that is gone, and gives the pair that comes back', () =>
  watching(async ({ files, heard }) => {
    const { cert } = await readCertificate(files)

    await rm(files.cert)
    await heard.until((items) => items.length > 0)
    await writeFile(files.cert, cert)
    await heard.until((items) => items.length > 1)

    assert.equal(heard.items, [`the TLS certificate ${files.cert} is missing`, cert])
  }),
)

certificate('does not mind files that are written anew and stay the same', () =>
  watching(async ({ folder, files, heard }) => {
    const { cert, key } = await readCertificate(files)
    const next = await makeCertificate(folder, 'next')

    await writeFile(files.cert, cert)
    await chmod(files.key, 0o600)
    await writeFile(files.key, key)
    await copyFile(next.cert, files.cert)
    await copyFile(next.key, files.key)
    await heard.until((items) => items.length > 0)

    assert.equal(heard.items, [(await readCertificate(next)).cert])
  }),
)

certificate.run()

type Told = ReturnType<typeof createHeard<string>>

function watching(work: (parts: { folder: string; files: CertificateFiles; heard: Told }) => Promise<void>) {
  return inTemporaryFolder(async (folder) => {
    const files = await makeCertificate(folder, 'one')
    await withWatcher(files, (heard) => work({ folder, files, heard }))
  })
}

/** Certificates and the messages of problems, as they come. */
async function withWatcher(files: CertificateFiles, work: (heard: Told) => Promise<void>): Promise<void> {
  const heard = createHeard<string>()
  const onChange = ({ cert }: Certificate) => heard.add(cert)
  const onProblem = (error: unknown) => heard.add(messageOf(error))
  const watcher = watchCertificate(files, await readCertificate(files), 100, onChange, onProblem)
  try {
    await work(heard)
  } finally {
    await watcher.close()
    await watcher.close()
  }
}
