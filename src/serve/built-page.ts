import type { Item, Place } from '../cache/tiered-cache.ts'
import type { ManifestPage } from '../output/manifest.ts'
import { addressOf } from '../site/address.ts'
import type { ReadyPage } from './ready-page.ts'

/** Where a page of the site is kept, and under which names it may be invalidated. */
export function placeOf(build: string, path: string, locale: string, locales: readonly string[]): Place {
  const address = addressOf(path, locale, locales)
  return { build, address, names: address === path ? [address] : [address, path] }
}

/** The site path of a built page. */
export function pathOf({ address, locale }: ManifestPage, locales: readonly string[]): string {
  return locales.length === 1 ? address : address.slice(locale.length + 1)
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
