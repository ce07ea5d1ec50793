import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { messageOf } from '../../core/errors.ts'
import { bundleFile } from '../../output/layout.ts'
import { damage, type OnProblem } from '../../output/problem.ts'
import type { ManifestStream } from '../../output/stream-manifest.ts'
import type { Site } from '../../site/contract.ts'
import { createMatcher } from '../../site/match.ts'
import { addressOfFile } from '../ready-file.ts'
import { createLinkCheck, type LinkCheck } from './link-check.ts'
import { createLinkTargets } from './link-targets.ts'

/** Undefined when the routes are not known, because the site's bundle is not among the files that are `whole`. */
export async function openLinkCheck(
  folder: string,
  { manifest, pages }: ManifestStream,
  whole: ReadonlySet<string>,
  onProblem: OnProblem,
): Promise<LinkCheck | undefined> {
  const site = whole.has(bundleFile) && (await loadSite(join(folder, bundleFile), onProblem))
  if (!site) return undefined
  const addresses = new Set<string>()
  for await (const { address, status } of pages()) if (status === 200) addresses.add(address)
  const files = Object.keys(manifest.files).map((name) => addressOfFile(name, manifest.files))
  const { siteUrl, locales } = manifest
  return createLinkCheck(
    createLinkTargets({
      ...{ siteUrl, locales, addresses, match: createMatcher(site.routes) },
      files: new Set(files.filter((address) => address !== undefined)),
    }),
  )
}

async function loadSite(bundle: string, onProblem: OnProblem): Promise<Site | undefined> {
  try {
    return ((await import(pathToFileURL(bundle).href)) as { site: Site }).site
  } catch (error) {
    onProblem(damage(bundle, `fails when it is loaded: ${messageOf(error)}`))
    return undefined
  }
}
