/** The same text in memory of its own: one that was cut from another keeps the whole of that, for as long as it is kept. */
export function ownText(text: string, encoding: 'latin1' | 'utf16le'): string {
  return Buffer.from(text, encoding).toString(encoding)
}
