/** What Vite is told of a site, for bundles as well as for `enddel dev`. */
import { existsSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { InlineConfig, Plugin } from 'vite'
import { EnddelError } from '../core/errors.ts'
import { findEntry } from './site-entry.ts'

/** The paths of `site.ts` and, if they are there, `browser.ts` and `early.ts`. */
export function siteEntries(siteFolder: string) {
  const site = findEntry(siteFolder, 'site')
  if (!site) {
    throw new EnddelError('E_NO_SITE', `${siteFolder}: has no site.ts`, {
      hint: 'name the folder of the site with --site',
    })
  }
  if (existsSync(join(siteFolder, 'public/assets'))) {
    throw new EnddelError('E_SITE', `${siteFolder}/public/assets: this name is for files with hashed names`, {
      hint: 'give the folder another name',
    })
  }
  return { site, browser: findEntry(siteFolder, 'browser'), early: findEntry(siteFolder, 'early') }
}

export function commonConfig(siteFolder: string) {
  return {
    root: resolve(siteFolder),
    configFile: false,
    envDir: false,
    logLevel: 'silent',
    clearScreen: false,
    css: { postcss: {} },
    plugins: [fromEngine()],
    resolve: {
      alias: [
        { find: /^enddel$/, replacement: contractFile },
        { find: /^enddel\/client$/, replacement: clientFile },
      ],
      dedupe: ['preact'],
    },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  } satisfies InlineConfig
}

/** The module that renders a site: what is bundled for the server, and what `enddel dev` loads. */
export function rendererCode(entry: string): string {
  return `
    import * as entry from ${JSON.stringify(entry)}
    import { errorBoundarySpec, renderDocument } from ${JSON.stringify(documentFile)}
    const site = entry.default
    const render = (spec, assets, lettering) => renderDocument(site, spec, assets, lettering)
    export { errorBoundarySpec, render, site }`
}

export const virtualId = 'virtual:enddel-entry'
export const virtualModule = `\0${virtualId}`

export function virtualEntry(code: string): Plugin {
  return {
    name: 'enddel:entry',
    resolveId: (id) => (id === virtualId ? virtualModule : undefined),
    load: (id) => (id === virtualModule ? code : undefined),
  }
}

/** A site without packages of its own gets the engine's copy of Preact. */
function fromEngine(): Plugin {
  return {
    name: 'enddel:from-engine',
    async resolveId(id, importer, options) {
      if (!/^preact(-render-to-string)?(\/|$)/.test(id)) return undefined
      const own = importer && (await this.resolve(id, importer, { ...options, skipSelf: true }))
      return own || this.resolve(id, documentFile, { ...options, skipSelf: true })
    },
  }
}

const extension = extname(import.meta.url)
const engine = (name: string, ending = extension) => fileURLToPath(new URL(name + ending, import.meta.url))
const contractFile = engine('../site/contract')
const clientFile = engine('../client/start-live')
const documentFile = engine('../site/document', extension === '.ts' ? '.tsx' : '.js')
/** Where the engine's own modules are. */
export const engineFolder = join(contractFile, '..', '..')
