import { errnoOf } from '../core/errors.ts'
import { findChromium } from '../pdf/find-chromium.ts'
import { type Finding, note, ok } from './finding.ts'

/** Only `enddel build --pdf` needs it, so it is a problem only where a wrong one is named. */
export async function checkChromium(named: string): Promise<Finding[]> {
  const found = await findChromium(named).catch((error: unknown) => {
    if (named === '' && errnoOf(error) === 'E_NO_CHROMIUM') return undefined
    throw error
  })
  if (found !== undefined) return [ok('Chromium', `${found}, for \`enddel build --pdf\``)]
  return [note('Chromium', 'is not here', 'install it if you want PDF files, as with `apt-get install chromium`')]
}
