import { EnddelError } from '../core/errors.ts'

/** The files of a page, which are never written again: what they hold is in their names. */
export function pageFiles(address: string, htmlSha256: string, brSha256: string): { html: string; br: string } {
  const base = fileNameOf(address).slice(0, -ending.length)
  const part = (sha256: string) => `${base}.${sha256.slice(0, 16)}${ending}`
  return { html: part(htmlSha256), br: `${part(brSha256)}.br` }
}

const ending = '.html'

/**
 * The file of an address, without a hash and `.br`: `/vi/` is `vi/index.html`, `/vi/coin/btc` is `vi/coin/btc.html`. Addresses are
 * percent-encoded, so no segment can name another folder; a segment that begins with a dot is refused all the same.
 */
export function fileNameOf(address: string): string {
  if (/(^|\/)\./.test(address) || /[^A-Za-z0-9/_.~%-]/.test(address))
    throw new EnddelError('E_FILE_NAME', `${address} cannot be the name of a file`, {
      hint: 'choose a param without a dot at its beginning',
    })
  return `${address.slice(1)}${address.endsWith('/') ? 'index' : ''}${ending}`
}
