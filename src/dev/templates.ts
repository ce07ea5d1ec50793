import type { Server } from 'node:http'
import { relative, sep } from 'node:path'
import { createServerModuleRunner, type Connect, isCSSRequest, type ViteDevServer } from 'vite'
import type { Running } from '../core/lifecycle.ts'
import { escapeHtml } from '../live/html-text.ts'
import { siteEntries, virtualId } from '../prerender/vite-config.ts'
import { createDress, type Dress } from '../render/dress.ts'
import { checkSite } from '../site/check-site.ts'
import { createLettering } from '../render/create-lettering.ts'
import type { Site } from '../site/contract.ts'
import type { DocumentAssets } from '../site/document-assets.ts'
import type { Lettering } from '../site/lettering.ts'
import type { PageSpec } from '../site/page-spec.ts'
import type { OnDevEvent } from './dev-event.ts'
import { createEarly } from './early.ts'
import { type Problem, titleOf } from './problem.ts'
import type { FileChange } from './watch-files.ts'
import { startVite, viteBase } from './vite-server.ts'

export interface Templates extends Running {
  /** Answers what is below {@link viteBase}. */
  answer: Connect.Server
  /** Tells of a file of the site, or of another that is imported there. */
  changed(change: FileChange, path: string): void
  /** The site as its files are now; the same object until one of them changes. Rejects when it cannot be loaded. */
  load(): Promise<LoadedSite>
  /** Whatever was made of the site's files is made anew. */
  forget(): void
  /** Open pages load again. */
  reload(): void
  /** Shows over every open page what none of them can be rendered for. */
  show(problem: Problem): void
}

export interface LoadedSite {
  site: Site
  /** The text of a page. Throws whatever the page throws. */
  render(spec: PageSpec): string
  dress: Dress
  /** Addresses of scripts, for a page that does without the site. */
  js: readonly string[]
}

export interface TemplatesOptions {
  siteFolder: string
  cacheFolder: string
  siteUrl: string
  http: Server
  /** Hears of files elsewhere that are to be watched, too. */
  watch(paths: string | readonly string[]): void
}

/** The address of the script that hears of changes. */
export const viteClient = `${viteBase}@vite/client`

export async function openTemplates(
  { siteFolder, cacheFolder, siteUrl, http, watch }: TemplatesOptions,
  onTemplates: (file: string) => void,
  onEvent: OnDevEvent,
): Promise<Templates> {
  const { site: entry, browser } = siteEntries(siteFolder)
  const earlyScript = createEarly(siteFolder)
  const vite = await startVite({ siteFolder, entry, cacheFolder, http }, onTemplates, onEvent)
  vite.watcher.add = (paths) => {
    watch(paths)
    return vite.watcher
  }
  const runner = createServerModuleRunner(vite.environments.ssr, { hmr: false })
  const lettering = createLettering()
  const js = [viteClient]
  const address = browser && `/${relative(siteFolder, browser).split(sep).join('/')}`
  if (address) js.push(viteBase + address.slice(1))
  let before: { loaded: LoadedSite; of: string; renderer: SiteModule['render'] } | undefined

  async function load(): Promise<LoadedSite> {
    const [module, sheets, early] = await Promise.all([
      runner.import<SiteModule>(virtualId),
      address ? sheetsOf(vite, address) : [],
      earlyScript.read(),
    ])
    const of = [...sheets.map(({ href }) => href), early].join()
    if (before?.renderer === module.render && before.of === of) return before.loaded
    const css = sheets.map(({ href }) => href)
    // Nothing is rendered ahead: what the next page shows may be changed before it is opened.
    const assets = { css, js, preloads: [], early, speculation: '', siteUrl }
    const render = (spec: PageSpec) => markSheets(module.render(spec, assets, lettering), sheets)
    // Vite replaces style sheets that are links.
    const dress = createDress(assets, undefined)
    const loaded = { site: checkSite(module.site, relative('', entry)), render, dress, js }
    before = { loaded, of, renderer: module.render }
    return loaded
  }

  return {
    answer: vite.middlewares,
    changed(change, path) {
      vite.watcher.emit(change, path)
      // No module of the site imports it.
      if (earlyScript.isPart(path)) onTemplates(path)
    },
    load,
    forget: () => vite.environments.ssr.moduleGraph.invalidateAll(),
    reload: () => vite.ws.send({ type: 'full-reload' }),
    show: (problem) => vite.ws.send({ type: 'error', err: asViteError(problem) }),
    async close() {
      await runner.close()
      await vite.close()
    },
  }
}

interface SiteModule {
  site: unknown
  render(spec: PageSpec, assets: DocumentAssets, lettering: Lettering): string
}

interface Sheet {
  href: string
  /** The name Vite knows it by. */
  id: string
}

/** The style sheets that the browser's script imports, in their order, as they would be bundled. */
async function sheetsOf({ environments }: ViteDevServer, entry: string): Promise<Sheet[]> {
  const { client } = environments
  const seen = new Set<string>()
  const sheets: Sheet[] = []

  async function visit(url: string): Promise<void> {
    if (seen.has(url) || url.includes('/node_modules/')) return
    seen.add(url)
    await client.transformRequest(url)
    const module = await client.moduleGraph.getModuleByUrl(url)
    for (const imported of module?.importedModules ?? []) {
      if (!isCSSRequest(imported.url)) await visit(imported.url)
      else if (imported.id && !sheets.some(({ id }) => id === imported.id))
        sheets.push({ href: viteBase + imported.url.slice(1), id: imported.id })
    }
  }

  await visit(entry)
  return sheets
}

/** As links, so that a page has its styles before its scripts run; Vite's client replaces those that bear their name. */
function markSheets(html: string, sheets: readonly Sheet[]): string {
  return sheets.reduce((text, { href, id }) => {
    const link = `href="${escapeHtml(href)}"`
    return text.replace(link, () => `${link} data-vite-dev-id="${escapeHtml(id)}"`)
  }, html)
}

function asViteError(problem: Problem) {
  const { place, frame = '', stack = '' } = problem
  return {
    message: titleOf(problem),
    stack,
    frame,
    ...(place && { id: place.file, loc: { file: place.file, line: place.line, column: place.column } }),
  }
}
