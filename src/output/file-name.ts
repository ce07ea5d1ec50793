import { EnddelError } from '../core/errors.ts'
import type { ManifestPage } from './manifest.ts'

/** The files of a page, which are never written again: what they hold is in their names. */
export function pageFiles(page: PageOfFiles & Required<Pick<PageOfFiles, 'br'>>): Required<PageFiles>
export function pageFiles(page: PageOfFiles): PageFiles
export function pageFiles({ address, type, html, br }: PageOfFiles): PageFiles {
  const name = fileNameOf(address, type !== undefined)
  const base = name.slice(0, name.lastIndexOf('.'))
  const part = ({ sha256 }: { sha256: string }) => `${base}.${sha256.slice(0, 16)}${name.slice(base.length)}`
  return { html: part(html), ...(br && { br: `${part(br)}.br` }) }
}

/** The same as a list. */
export function fileNamesOf(page: PageOfFiles): string[] {
  const { html, br } = pageFiles(page)
  return br === undefined ? [html] : [html, br]
}

export interface PageFiles {
  html: string
  /** Not of an image. */
  br?: string
}

export interface PageOfFiles extends Pick<ManifestPage, 'address' | 'type'> {
  html: { sha256: string }
  br?: { sha256: string }
}

/**
 * The file of an address, without a hash and `.br`: `/vi/` is `vi/index.html`, `/vi/coin/btc` is `vi/coin/btc.html`. That of a
 * document has the document's own ending, or else `.txt`: `/vi/rss.xml` is `vi/rss.xml`. Addresses are percent-encoded, so no
 * segment can name another folder; a segment that begins with a dot is refused all the same.
 */
export function fileNameOf(address: string, isDocument = false): string {
  if (/(^|\/)\./.test(address) || /[^A-Za-z0-9/_.~%-]/.test(address))
    throw new EnddelError('E_FILE_NAME', `${address} cannot be the name of a file`, {
      hint: 'choose a param without a dot at its beginning',
    })
  const base = `${address.slice(1)}${address.endsWith('/') ? 'index' : ''}`
  if (!isDocument) return `${base}.html`
  return /\.[^/.]+$/.test(base) ? base : `${base}.txt`
}
