import { isIPv6 } from 'node:net'

export interface AddressLimit {
  isReached(address: string): boolean
  enter(address: string): void
  leave(address: string): void
}

/** Counts the clients of each address. */
export function createAddressLimit(max: number): AddressLimit {
  const counts = new Map<string, number>()
  const countOf = (address: string) => counts.get(networkOf(address)) ?? 0
  return {
    isReached: (address) => countOf(address) >= max,
    enter: (address) => void counts.set(networkOf(address), countOf(address) + 1),
    leave(address) {
      const left = countOf(address) - 1
      if (left > 0) counts.set(networkOf(address), left)
      else counts.delete(networkOf(address))
    },
  }
}

/** One customer has at least the last 64 bits of an IPv6 address for themselves (RFC 6177), so those say nothing. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  const [plain = ''] = address.split('%')
  if (!isIPv6(plain)) return address
  const [head = '', tail] = plain.toLowerCase().split('::')
  const groups = head === '' ? [] : head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length)
  const zeros = Array.from({ length: Math.max(missing, 0) }, () => '0')
  return [...groups, ...zeros, ...(tail ? tail.split(':') : [])].slice(0, 4).join(':')
}
