import { EnddelError } from '../core/errors.ts'

/**
 * The file of an address, without `.br`: `/vi/` is `vi/index.html`, `/vi/coin/btc` is `vi/coin/btc.html`. Addresses are
 * percent-encoded, so no segment can name another folder; a segment that begins with a dot is refused all the same.
 */
export function fileNameOf(address: string): string {
  if (/(^|\/)\./.test(address) || /[^A-Za-z0-9/_.~%-]/.test(address))
    throw new EnddelError('E_FILE_NAME', `${address} cannot be the name of a file`, {
      hint: 'choose a param without a dot at its beginning',
    })
  return `${address.slice(1)}${address.endsWith('/') ? 'index' : ''}.html`
}
