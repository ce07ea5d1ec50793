/** Text as it stands in an element or a quoted attribute. What XML 1.0 has no way to write (section 2.2) is left out. */
export function xmlText(text: string): string {
  return text.replace(forbidden, '').replace(/[&<>"]/g, (character) => entities[character]!)
}

const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export const xmlDeclaration = '<?xml version="1.0" encoding="utf-8"?>'
