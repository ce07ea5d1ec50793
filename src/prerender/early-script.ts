import { relative } from 'node:path'
import { EnddelError } from '../core/errors.ts'
import { modulesOf, runVite } from './bundle.ts'
import { commonConfig } from './vite-config.ts'

/** It stands in every page, before everything. */
const maxBytes = 1024

/** A site's `early.ts` as one small classic script, and the files it is made of; empty without one. */
export async function bundleEarly(
  siteFolder: string,
  entry: string | undefined,
): Promise<{ text: string; modules: string[] }> {
  if (!entry) return { text: '', modules: [] }
  const output = await runVite(
    {
      ...commonConfig(siteFolder),
      publicDir: false,
      build: {
        write: false,
        modulePreload: false,
        reportCompressedSize: false,
        rolldownOptions: { input: entry, output: { format: 'iife' } },
      },
    },
    siteFolder,
  )
  const text = output
    .map((file) => (file.type === 'chunk' ? file.code : ''))
    .join('')
    .trim()
  refuseUnfit(text, relative('', entry))
  return { text, modules: modulesOf(output) }
}

function refuseUnfit(text: string, place: string): void {
  const bytes = Buffer.byteLength(text)
  if (bytes > maxBytes) {
    throw new EnddelError(
      'E_BUNDLE',
      `${place}: has ${bytes} bytes when it is minified; ${maxBytes} may stand in each page`,
      {
        hint: 'leave in it what must run before the page is shown, and move the rest to browser.ts',
      },
    )
  }
  if (/<\/script|<!--/i.test(text)) {
    throw new EnddelError('E_BUNDLE', `${place}: has a text that would end the script it stands in`, {
      hint: 'write </script and <!-- in two parts',
    })
  }
}
