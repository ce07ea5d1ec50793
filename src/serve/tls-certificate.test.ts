import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { messageOf } from '../core/errors.ts'
import { makeCertificate } from '../testing/certificates.ts'
import { failureMessage } from '../testing/refusal.ts'
import { createHeard } from '../testing/heard.ts'
import { askHttp2, withHttp2 } from '../testing/http2-client.ts'
import { withServer } from '../testing/serving.ts'
import { answersIn, connectTls, get, last } from '../testing/tls-client.ts'
import { type ServedTls, withTls } from '../testing/tls-serving.ts'
import { wireSiteOut } from '../testing/wire-site.ts'
import type { ServeEvent } from './events.ts'

const tlsCertificate = suite('serve/tls-certificate')

tlsCertificate('takes a new certificate for new connections, while old ones live on', () =>
  heard(async ({ url, ca, files, folder }, events) => {
    const old = await connectTls(url, { ca, alpn: ['http/1.1'] })
    const next = await makeCertificate(folder, 'next')

    await withHttp2(url, ca, async (session) => {
      await copyFile(next.cert, files.cert)
      await copyFile(next.key, files.key)
      await events.until((items) => items.filter(({ type }) => type === 'certificate').length === 2)

      const nextCa = await readFile(next.cert, 'utf8')
      const fresh = await connectTls(url, { ca: nextCa })
      assert.is(fresh.getPeerCertificate().subject.CN, 'next')
      assert.is(fresh.getProtocol(), 'TLSv1.3')
      old.write(get('/', last))
      assert.is(answersIn(await buffer(old), ['GET'])[0]!.status, 200)
      assert.is((await askHttp2(session, { ':path': '/' })).status, 200)
      fresh.destroy()
    })
  }),
)

tlsCertificate('keeps the certificate it has when the new one cannot be used, and says why', () =>
  heard(async ({ url, ca, files, folder }, events) => {
    await copyFile((await makeCertificate(folder, 'next')).cert, files.cert)
    await events.until((items) => items.some(({ type }) => type === 'certificate-failed'))

    const fresh = await connectTls(url, { ca })

    assert.is(fresh.getPeerCertificate().subject.CN, 'one')
    const [problem] = events.items.filter((event) => event.type === 'certificate-failed')
    assert.match(messageOf(problem!.error), `${files.key} is not the key of the certificate in ${files.cert}`)
    fresh.destroy()
  }),
)

tlsCertificate('does not start with files that cannot be used', async () => {
  const files = { cert: join('nowhere', 'cert.pem'), key: join('nowhere', 'key.pem') }

  const refused = await failureMessage(withServer(await wireSiteOut(), { tls: files }, async () => {}))

  assert.match(refused, 'the TLS certificate nowhere/cert.pem is missing')
})

tlsCertificate.run()

function heard(
  work: (served: ServedTls, events: ReturnType<typeof createHeard<ServeEvent>>) => Promise<void>,
): Promise<void> {
  const events = createHeard<ServeEvent>()
  return withTls({ hear: (event) => events.add(event as ServeEvent) }, (served) => work(served, events))
}
