import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { extname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { build, type InlineConfig, type Plugin, type Rolldown } from 'vite'
import { EnddelError, messageOf } from '../core/errors.ts'
import { findEntry } from './site-entry.ts'
import { changesElements, precompileJsx } from './precompile-jsx.ts'
import { templateGraph, type TemplateVersions } from './template-graph.ts'

export interface Bundle {
  /** Addresses of what every page loads. */
  css: string[]
  js: string[]
  /** Paths of the files it is made of. */
  modules: string[]
  templates: TemplateVersions
}

/**
 * Bundles a site twice with Vite: what the browser loads, into `publicFolder` (hashed names below `assets/`, next to the
 * site's own `public/` files), and the server bundle with all its dependencies inside, as `serverFile`.
 */
export async function bundleSite(siteFolder: string, publicFolder: string, serverFile: string): Promise<Bundle> {
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
  const browser = findEntry(siteFolder, 'browser')
  const assets = await runVite(browserConfig(siteFolder, browser, publicFolder), siteFolder)
  const { output, templates } = await bundleServer(siteFolder, site, serverFile)
  return { ...(await linkAssets(assets, publicFolder)), modules: modulesOf([...assets, ...output]), templates }
}

/** What renders a site, as one file. Its JSX is precompiled unless something in the file may want the elements. */
export async function bundleServer(
  siteFolder: string,
  entry: string,
  serverFile: string,
  isPrecompiled = true,
): Promise<{ output: Output; templates: TemplateVersions }> {
  const nameOf = (path: string) => sourceName(path, resolve(siteFolder))
  const graph = templateGraph({ root: virtualModule, entry, nameOf })
  const plugins = [graph.plugin, ...(isPrecompiled ? [precompileJsx()] : [])]
  const output = await runVite(serverConfig(siteFolder, entry, serverFile, plugins), siteFolder)
  const code = output.map((file) => (file.type === 'chunk' ? file.code : '')).join('')
  if (isPrecompiled && changesElements(code)) return bundleServer(siteFolder, entry, serverFile, false)
  return { output, templates: graph.versions() }
}

type Output = (Rolldown.OutputAsset | Rolldown.OutputChunk)[]

/** Modules that plugins made up have no file. */
function modulesOf(output: Output): string[] {
  const ids = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
  return [...new Set(ids.map((id) => id.replace(/\?.*$/, '')))].filter((id) => isAbsolute(id) && existsSync(id)).sort()
}

const extension = extname(import.meta.url)
const engine = (name: string, ending = extension) => fileURLToPath(new URL(name + ending, import.meta.url))
const contractFile = engine('../site/contract')
const clientFile = engine('../client/start-live')
const documentFile = engine('../site/document', extension === '.ts' ? '.tsx' : '.js')

function commonConfig(siteFolder: string): InlineConfig {
  return {
    root: resolve(siteFolder),
    configFile: false,
    envFile: false,
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
  }
}

function browserConfig(siteFolder: string, entry: string | undefined, publicFolder: string): InlineConfig {
  return {
    ...commonConfig(siteFolder),
    plugins: [fromEngine(), virtualEntry(`${entry ? `import ${JSON.stringify(entry)}` : ''}`)],
    build: {
      outDir: resolve(publicFolder),
      emptyOutDir: false,
      assetsDir: 'assets',
      // The pages' policy lets fonts come from files alone.
      assetsInlineLimit: 0,
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: { input: { site: virtualId } },
    },
  }
}

function serverConfig(siteFolder: string, entry: string, serverFile: string, plugins: Plugin[]): InlineConfig {
  const code = `
    import * as entry from ${JSON.stringify(entry)}
    import { errorBoundarySpec, renderDocument } from ${JSON.stringify(documentFile)}
    const site = entry.default
    const render = (spec, assets) => renderDocument(site, spec, assets)
    export { errorBoundarySpec, render, site }`
  return {
    ...commonConfig(siteFolder),
    plugins: [fromEngine(), virtualEntry(code), ...plugins],
    publicDir: false,
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      outDir: resolve(serverFile, '..'),
      emptyOutDir: false,
      target: 'node20',
      sourcemap: true,
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: { site: virtualId },
        output: {
          format: 'es',
          entryFileNames: 'site.mjs',
          codeSplitting: false,
          sourcemapPathTransform: (source, map) => sourceName(resolve(map, '..', source), resolve(siteFolder)),
        },
        // Comments with paths would make the bytes depend on where the folders stand.
        experimental: { attachDebugInfo: 'none' },
      },
    },
  }
}

/** The same on every machine: below the site's folder as it is there, all else by package. */
function sourceName(path: string, siteFolder: string): string {
  const name = relative(siteFolder, path)
  const shared = `${sep}node_modules${sep}`
  if (path.includes(shared)) return path.slice(path.lastIndexOf(shared) + 1)
  return name.startsWith('..') ? join('enddel', relative(join(contractFile, '..', '..'), path)) : name
}

const virtualId = 'virtual:enddel-entry'
const virtualModule = `\0${virtualId}`

function virtualEntry(code: string): Plugin {
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

async function runVite(config: InlineConfig, siteFolder: string): Promise<Output> {
  try {
    const result = await build(config)
    return [result].flat().flatMap((output) => ('output' in output ? output.output : []))
  } catch (error) {
    throw new EnddelError('E_BUNDLE', `${siteFolder}: cannot be bundled: ${describe(error)}`, {
      hint: 'correct it there',
      cause: error,
    })
  }
}

/** Removes the entry script when the site loads style sheets alone. */
async function linkAssets(output: Output, publicFolder: string): Promise<Pick<Bundle, 'css' | 'js'>> {
  const css = output
    .filter(({ type, fileName }) => type === 'asset' && fileName.endsWith('.css'))
    .map(({ fileName }) => `/${fileName}`)
  const js: string[] = []
  for (const file of output) {
    if (file.type !== 'chunk' || !file.isEntry) continue
    if (file.code.trim() === '') await rm(join(publicFolder, file.fileName))
    else js.push(`/${file.fileName}`)
  }
  return { css: css.sort(), js: js.sort() }
}

/** The first complaint in one line, with the place that stands in the picture Rolldown draws below it. */
function describe(error: unknown): string {
  const errors = (error as { errors?: unknown[] }).errors ?? [error]
  const [first = '', ...picture] = stripVTControlCharacters(messageOf(errors[0])).split('\n')
  const place = /\[ ([^\]]+:\d+:\d+) \]/.exec(picture.join('\n'))?.[1]
  const message = first.replace(/^(Error: )?(\[[^\]]*\]:?\s*)+/, '')
  return place ? `${place}: ${message}` : message
}
