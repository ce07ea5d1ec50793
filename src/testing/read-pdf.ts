/** What a PDF of Chromium's says of itself; all but the drawings stand in it as text. */
export interface ReadPdf {
  pages: number
  /** As the newest update of Info has it. */
  title: string | undefined
  author: string | undefined
  lang: string | undefined
  bookmarks: string[]
  /** Where links outside the file lead. */
  links: string[]
  isTagged: boolean
}

export function readPdf(bytes: Uint8Array): ReadPdf {
  const text = Buffer.from(bytes).toString('latin1')
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => stringOf(found!))
  const string = String.raw`(\((?:\\.|[^\\)])*\)|<[0-9A-F]*>)`
  return {
    pages: text.match(/\/Type \/Page\b/g)?.length ?? 0,
    title: all(new RegExp(`/Title ${string} /`, 'g')).at(-1),
    author: all(new RegExp(`/Author ${string}`, 'g')).at(-1),
    lang: all(new RegExp(`/Lang ${string}>>`, 'g')).at(-1),
    bookmarks: all(new RegExp(`/Title ${string}\\n/Dest`, 'g')),
    links: all(new RegExp(`/URI ${string}`, 'g')),
    isTagged: /\/Marked true/.test(text),
  }
}

/** In brackets as it stands, or in hexadecimal digits as UTF-16. */
function stringOf(written: string): string {
  if (written.startsWith('(')) return written.slice(1, -1).replace(/\\(.)/g, '$1')
  const bytes = Buffer.from(written.slice('<FEFF'.length, -1), 'hex')
  return bytes.swap16().toString('utf16le')
}
