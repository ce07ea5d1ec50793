import { fileStamp } from '../core/file-stamp.ts'
import { bundleEarly } from '../prerender/early-script.ts'
import { findEntry } from '../prerender/site-entry.ts'

export interface Early {
  /** The site's early script as its files are now, bundled again when one of them has changed. */
  read(): Promise<string>
  /** Whether the script is made of this file, or would be. */
  isPart(path: string): boolean
}

export function createEarly(siteFolder: string): Early {
  let before: { text: string; modules: string[]; stamps: string } | undefined
  return {
    async read() {
      const entry = findEntry(siteFolder, 'early')
      if (before && entry && before.stamps === stampsOf(before.modules)) return before.text
      const { text, modules } = await bundleEarly(siteFolder, entry)
      before = entry ? { text, modules, stamps: stampsOf(modules) } : undefined
      return text
    },
    isPart: (path) => path === findEntry(siteFolder, 'early') || (before?.modules.includes(path) ?? false),
  }
}

function stampsOf(paths: readonly string[]): string {
  return paths.map((path) => fileStamp(path) ?? '').join()
}
