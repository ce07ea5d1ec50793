import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { build, type InlineConfig, type Plugin, type Rolldown } from 'vite'
import { EnddelError, messageOf } from '../core/errors.ts'
import type { Shell } from '../render/dress.ts'
import { bundleEarly } from './early-script.ts'
import { changesElements, precompileJsx } from './precompile-jsx.ts'
import { siteStyles } from './site-styles.ts'
import { templateGraph, type TemplateVersions } from './template-graph.ts'
import {
  commonConfig,
  engineFolder,
  rendererCode,
  siteEntries,
  virtualEntry,
  virtualId,
  virtualModule,
} from './vite-config.ts'

export interface Bundle {
  /** Addresses of what every page loads. */
  css: string[]
  js: string[]
  shell: Shell
  /** Paths of the files it is made of. */
  modules: string[]
  templates: TemplateVersions
}

/**
 * Bundles a site twice with Vite: what the browser loads, into `publicFolder` (hashed names below `assets/`, next to the
 * site's own `public/` files), and the server bundle with all its dependencies inside, as `serverFile`.
 */
export async function bundleSite(siteFolder: string, publicFolder: string, serverFile: string): Promise<Bundle> {
  const { site, browser, early } = siteEntries(siteFolder)
  const assets = await runVite(browserConfig(siteFolder, browser, publicFolder), siteFolder)
  const first = await bundleEarly(siteFolder, early)
  const { output, templates } = await bundleServer(siteFolder, site, serverFile)
  return {
    ...(await linkAssets(assets, publicFolder)),
    shell: { early: first.text, preloads: preloadsOf(assets), styles: siteStyles(assets, first.text) },
    modules: [...new Set([...modulesOf([...assets, ...output]), ...first.modules])].sort(),
    templates,
  }
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

export type Output = (Rolldown.OutputAsset | Rolldown.OutputChunk)[]

/** Modules that plugins made up have no file. */
export function modulesOf(output: Output): string[] {
  const ids = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
  return [...new Set(ids.map((id) => id.replace(/\?.*$/, '')))].filter((id) => isAbsolute(id) && existsSync(id)).sort()
}

/** The first that know `light-dark()`, all of them of 2024: what older ones need in its place is twice as long. */
const cssTarget = ['chrome123', 'firefox120', 'safari17.5']

function browserConfig(siteFolder: string, entry: string | undefined, publicFolder: string): InlineConfig {
  const shared = commonConfig(siteFolder)
  return {
    ...shared,
    plugins: [...shared.plugins, virtualEntry(entry ? `import ${JSON.stringify(entry)}` : '')],
    build: {
      outDir: resolve(publicFolder),
      emptyOutDir: false,
      assetsDir: 'assets',
      cssTarget,
      // The pages' policy lets fonts come from files alone.
      assetsInlineLimit: 0,
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: { input: { site: virtualId } },
    },
  }
}

function serverConfig(siteFolder: string, entry: string, serverFile: string, plugins: Plugin[]): InlineConfig {
  const shared = commonConfig(siteFolder)
  return {
    ...shared,
    plugins: [...shared.plugins, virtualEntry(rendererCode(entry)), ...plugins],
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
  return name.startsWith('..') ? join('enddel', relative(engineFolder, path)) : name
}

export async function runVite(config: InlineConfig, siteFolder: string): Promise<Output> {
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

/** What the scripts begin with: the browser learns of it before it has read them. */
function preloadsOf(output: Output): string[] {
  const chunks = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file]] : [])))
  const found = new Set<string>()
  const visit = (name: string) => {
    for (const imported of chunks.get(name)?.imports ?? []) {
      if (found.has(imported)) continue
      found.add(imported)
      visit(imported)
    }
  }
  for (const { isEntry, fileName } of chunks.values()) if (isEntry) visit(fileName)
  return [...found].map((name) => `/${name}`).sort()
}

/** The first complaint in one line, with the place that stands in the picture Rolldown draws below it. */
function describe(error: unknown): string {
  const errors = (error as { errors?: unknown[] }).errors ?? [error]
  const [first = '', ...picture] = stripVTControlCharacters(messageOf(errors[0])).split('\n')
  const place = /\[ ([^\]]+:\d+:\d+) \]/.exec(picture.join('\n'))?.[1]
  const message = first.replace(/^(Error: )?(\[[^\]]*\]:?\s*)+/, '')
  return place ? `${place}: ${message}` : message
}
