import { isIP } from 'node:net'

/** Half a year: long enough to count, not so long that a site could not go back to plain HTTP within it (RFC 6797). */
export const strictTransport = ['strict-transport-security', 'max-age=15552000'] as const

/**
 * Whether browsers may be told to come back to this host with TLS alone. Not for the machine itself, where every server on any
 * port would be meant; of addresses browsers keep no such rule.
 */
export function isPublicHost(authority: string): boolean {
  const host = authority.replace(/:\d*$/, '').toLowerCase()
  return host.includes('.') && !host.endsWith('.localhost') && !host.startsWith('[') && isIP(host) === 0
}
