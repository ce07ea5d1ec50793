import type { ServeSettings } from '../core/config.ts'
import { readCertificate } from '../serve/certificate.ts'
import { type Finding, note, ok, problem } from './finding.ts'

/** Files that can be read, fit each other and are not about to run out. */
export async function checkTls(
  { tlsCert, tlsKey }: Pick<ServeSettings, 'tlsCert' | 'tlsKey'>,
  now: number,
): Promise<Finding[]> {
  if (!tlsCert && !tlsKey) return [ok('TLS', 'not spoken here')]
  if (!tlsCert || !tlsKey) return [problem('TLS', 'one of TLS_CERT and TLS_KEY is set', 'set both, or neither')]
  const { validUntil } = await readCertificate({ cert: tlsCert, key: tlsKey })
  const days = Math.floor((validUntil.getTime() - now) / 86_400_000)
  const until = validUntil.toISOString().slice(0, 10)
  if (days < 0) return [problem('TLS', `the certificate ended on ${until}`, 'renew it: browsers refuse it')]
  const message = `the certificate is good until ${until}, ${days} more ${days === 1 ? 'day' : 'days'}`
  return days < soonDays
    ? [note('TLS', message, 'renew it in time; `enddel serve` takes the new files by itself')]
    : [ok('TLS', message)]
}

const soonDays = 21
