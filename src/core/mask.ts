/** What is shown of a secret: that there is one. */
export function maskSecret(text: string): string {
  return text === '' ? '' : '***'
}

/** An address without user and password. It has no query: the parsers of addresses that hold secrets refuse one. */
export function maskAddress(text: string): string {
  return text.replace(/\/\/.*@/s, '//***@')
}
