import { isOrdinarySegment } from '../site/address.ts'

/** A request target read once: decoded segments and the query, or why it is refused. */
export type RequestPath =
  | { kind: 'path'; path: string; segments: readonly string[]; query: URLSearchParams }
  | { kind: 'refused'; status: 400 | 414; reason: string }

/** Proxies name the whole address (RFC 9112, section 3.2.2); the host in it decides nothing here. */
const absoluteForm = /^https?:\/\/[^/?#\s]+(?=\/)/i

export const maxTargetBytes = 4096

/**
 * Reads an origin-form target (RFC 9112, section 3.2.1). Dot segments, control bytes, bad escapes and slashes in disguise
 * are refused rather than repaired: no client of ours sends them.
 */
export function readPath(target: string): RequestPath {
  if (target.length > maxTargetBytes) return { kind: 'refused', status: 414, reason: 'The address is too long.' }
  const [path = '', search = ''] = splitOnce(target.replace(absoluteForm, ''), '?')
  const segments = decodeSegments(path)
  if (!path.startsWith('/') || !segments)
    return { kind: 'refused', status: 400, reason: 'The address is not well formed.' }
  return { kind: 'path', path, segments, query: new URLSearchParams(search) }
}

function decodeSegments(path: string): string[] | undefined {
  try {
    const segments = path.slice(1).split('/').map(decodeURIComponent)
    return segments.every(isOrdinarySegment) ? segments : undefined
  } catch {
    return undefined
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
