import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './builds.ts'
import { siteFile, type TinySite, writeTinySite } from './tiny-site.ts'

/** What the loader of `/thing/:name` and `/never/:name` gives; it runs in this process. */
export interface Things {
  /** Paths that were loaded, without the language, in their order. */
  loaded: string[]
  /** Gives the text of the page, or throws, or leads elsewhere. */
  load(name: string): unknown
}

/** From now on loaders ask this one. */
export function createThings(): Things {
  const things: Things = { loaded: [], load: () => 'new' }
  Object.assign(globalThis, {
    async [Symbol.for('enddel.test.things')](kind: string, name: string) {
      things.loaded.push(`/${kind}/${name}`)
      const loaded = await things.load(name)
      return typeof loaded === 'string' ? { name: loaded } : loaded
    },
  })
  return things
}

/** Fresh for a minute, stale for half a one more, used on errors for two. */
export const thingLifetime = { freshForMs: 60_000, staleForMs: 30_000, staleIfErrorMs: 120_000 }

/**
 * A tiny site in two languages. `/thing/a` and `/thing/b` are built, and say `Note built`; other things are made on
 * demand. Each has a tag, and that of the reports, at which its loader looks. `/never/x` is never kept.
 */
export function writeThings(folder: string, files: Record<string, string> = {}): Promise<TinySite> {
  const load = (kind: string) => `load: ({ name }, ctx) =>
    ctx.reports && (globalThis[Symbol.for('enddel.test.things')]?.('${kind}', name) ?? { name: 'built' })`
  const life = (lifetime: object) => `freshness: ${JSON.stringify(lifetime)}`
  const thing = `route('/thing/:name', { id: 'thing', page: Note, head, ${load('thing')}, ${life(thingLifetime)},
    tags: (_, { name }) => ['thing:' + name], prerender: [{ name: 'a' }, { name: 'b' }] }),`
  const never = `route('/never/:name', { id: 'never', page: Note, head, ${load('never')},
    ${life({ freshForMs: 0, staleForMs: 0, staleIfErrorMs: 60_000 })} }),`
  return writeTinySite(folder, { ...siteFile(thing + never, `['vi', 'en']`), ...files })
}

let thingsSite: Promise<string> | undefined

/** The output folder of that site, built once for all tests that only read it. */
export function thingsOut(): Promise<string> {
  thingsSite ??= buildThings()
  return thingsSite
}

async function buildThings(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'enddel-things-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  createThings().load = () => 'built'
  const { out } = await writeThings(folder).then(async (where) => (await build(where), where))
  return out
}
