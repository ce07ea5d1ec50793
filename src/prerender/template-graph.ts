import { existsSync, readFileSync } from 'node:fs'
import { parseSync, type Plugin, type Rolldown, version } from 'vite'
import { shortHash } from '../core/short-hash.ts'
import { routeModules } from './route-modules.ts'

/** By route: changes with any module its pages are made of. Under the empty name, what the pages of all routes share. */
export type TemplateVersions = Record<string, string>

export interface TemplateGraph {
  plugin: Plugin
  /** When the bundle has been made. */
  versions(): TemplateVersions
}

export interface GraphOptions {
  /** The module that imports the site's entry and the engine. */
  root: string
  /** The site's entry. */
  entry: string
  /** The name of a file that is the same on every machine. */
  nameOf(path: string): string
}

/** Learns from the bundler which modules the pages of each route are made of. */
export function templateGraph(options: GraphOptions): TemplateGraph {
  let versions: TemplateVersions = {}
  return {
    plugin: {
      name: 'enddel:template-graph',
      async generateBundle() {
        const resolve = async (source: string) => (await this.resolve(source, options.entry))?.id
        versions = await versionsOf(options, (id) => this.getModuleInfo(id), resolve)
      },
    },
    versions: () => versions,
  }
}

type Graph = (id: string) => Pick<Rolldown.ModuleInfo, 'code' | 'importedIds' | 'dynamicallyImportedIds'> | null

async function versionsOf(
  { root, entry, nameOf }: GraphOptions,
  graph: Graph,
  resolve: (source: string) => Promise<string | undefined>,
): Promise<TemplateVersions> {
  const told = routeModules(parseSync(entry, graph(entry)?.code ?? '', { lang: 'js' }).program)
  const everything = closureOf([root], graph)
  if (!told) return { '': versionOfModules(everything, nameOf) }

  const idsOf = async (sources: Iterable<string>) => {
    const ids = await Promise.all([...sources].map(resolve))
    return ids.filter((id) => id !== undefined)
  }
  const engine = (graph(root)?.importedIds ?? []).filter((id) => id !== entry)
  const shared = closureOf([...engine, ...(await idsOf(told.shared))], graph).add(entry)
  const versions: TemplateVersions = { '': versionOfModules(shared, nameOf) }
  for (const [route, sources] of told.routes) {
    const own = closureOf(await idsOf(sources), graph)
    versions[route] = versionOfModules(new Set([...shared, ...own]), nameOf)
  }
  return versions
}

/** These modules and all that they import. */
function closureOf(ids: readonly string[], graph: Graph): Set<string> {
  const found = new Set<string>()
  const waiting = [...ids]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue
    found.add(id)
    const { importedIds = [], dynamicallyImportedIds = [] } = graph(id) ?? {}
    waiting.push(...importedIds, ...dynamicallyImportedIds)
  }
  return found
}

/** Modules that plugins make up have no file; they change with the bundler. */
function versionOfModules(ids: ReadonlySet<string>, nameOf: (path: string) => string): string {
  const paths = [...new Set([...ids].map((id) => id.replace(/\?.*$/, '')))].filter((path) => existsSync(path))
  const files = paths.map((path) => `${nameOf(path)} ${shortHash(readFileSync(path))}`)
  return shortHash([version, ...files.sort()].join('\n'))
}
