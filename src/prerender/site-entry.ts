import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** `site.ts`, `.tsx`, `.js` or `.jsx` in the site's folder. */
export function findEntry(folder: string, name: string): string | undefined {
  return ['.ts', '.tsx', '.js', '.jsx'].map((ending) => resolve(folder, name + ending)).find((file) => existsSync(file))
}
