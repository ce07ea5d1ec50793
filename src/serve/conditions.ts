/**
 * Whether the client has the bytes already: `If-None-Match` with a list, weak tags or `*` (RFC 9110, section 13.1.2;
 * comparison is weak).
 */
export function matchesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch === etag) return true
  if (ifNoneMatch.trim() === '*') return true
  const tags = ifNoneMatch.match(/"[\x21\x23-\x7e\x80-\xff]*"/g)
  return tags?.includes(etag) ?? false
}
