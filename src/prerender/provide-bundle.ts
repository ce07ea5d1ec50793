import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleFile, publicFolder, shellFile, templatesFile } from '../output/layout.ts'
import type { Build } from '../output/read.ts'
import type { Shell } from '../render/dress.ts'
import { writeDurably } from '../output/write-file.ts'
import type { BuildWriter } from '../output/write.ts'
import type { Surroundings } from './look-around.ts'
import type { TemplateVersions } from './template-graph.ts'
import { type SiteFiles, withModules } from './site-files.ts'

export interface ProvidedBundle extends Shell {
  css: string[]
  js: string[]
  files: SiteFiles
  templates: TemplateVersions
}

/** Quality of scripts, style sheets and the like: they are few, and every visitor loads them. */
const brotliQuality = 11
/** More than a bundle has, as a rule. */
const roomBytes = 4 * 1024 * 1024

/** The bundle of the site in the folder of the new build: that of the build before when nothing it is made of has changed. */
export async function provideBundle(
  writer: BuildWriter,
  siteFolder: string,
  { site: now, seen }: Pick<Surroundings, 'site' | 'seen'>,
  older: Build | undefined,
): Promise<ProvidedBundle> {
  if (older && now.version === seen?.site.version) {
    return carryBundle(writer, older, now)
  }
  const publicPath = join(writer.folder, publicFolder)
  await mkdir(publicPath, { recursive: true })
  // Not before it is needed: to load the bundler takes longer than a build that has little to do.
  const [{ bundleSite }, { precompress }] = await Promise.all([import('./bundle.ts'), import('./precompress.ts')])
  const bundled = bundleSite(siteFolder, publicPath, join(writer.folder, bundleFile))
  const { css, js, shell, modules, templates } = await bundled.catch(async (error: unknown) => {
    // The bundler takes a full disk for a mistake of its own.
    await writeDurably(join(writer.folder, 'room'), Buffer.alloc(roomBytes))
    throw error
  })
  await precompress(publicPath, brotliQuality)
  await writer.adopt(publicFolder)
  await writer.adopt('server')
  await writer.writeFile(templatesFile, JSON.stringify(templates))
  await writer.writeFile(shellFile, JSON.stringify(shell))
  return { css, js, ...shell, files: withModules(now, modules, siteFolder), templates }
}

/** The bundle of the build before, as it is. `files` are what it was made of. */
export async function carryBundle(writer: BuildWriter, older: Build, files: SiteFiles): Promise<ProvidedBundle> {
  await writer.carry(older, publicFolder)
  await writer.carry(older, 'server')
  const { css, js } = older.manifest
  const shell = JSON.parse(String(await older.readFile(shellFile))) as Shell
  const templates = JSON.parse(String(await older.readFile(templatesFile))) as TemplateVersions
  return { css, js, ...shell, files, templates }
}
