import type { Item, Place } from '../cache/tiered-cache.ts'
import type { ManifestPage } from '../output/manifest.ts'
import type { ReadyPage } from './ready-page.ts'

/** Where a page of the site is kept, and under which names it may be invalidated: its address, and its path in any language. */
export function placeOf(build: string, address: string, path: string): Place {
  return { build, address, names: address === path ? [address] : [address, path] }
}

/** The site path of a built page. The address of what is the same in all languages is its path. */
export function pathOf({ address, locale }: ManifestPage, locales: readonly string[]): string {
  return locales.length > 1 && address.startsWith(`/${locale}/`) ? address.slice(locale.length + 1) : address
}

/** What the build made is good until it is invalidated: `version` is when the build became current. */
export function builtItem(page: ReadyPage, { tags }: ManifestPage, version: number): Item<ReadyPage> {
  return { value: page, madeAt: 0, lifetime: { freshForMs: Infinity, staleForMs: 0, staleIfErrorMs: 0 }, tags, version }
}

/** From the moment it is known to be stale its end is in sight, as that of any other. */
export function staleItem(item: Item<ReadyPage>, since: number): Item<ReadyPage> {
  const { freshness } = item.value.page
  return { ...item, madeAt: since - freshness.freshForMs, lifetime: freshness }
}

export function isBuilt({ madeAt }: Item<ReadyPage>): boolean {
  return madeAt === 0
}
