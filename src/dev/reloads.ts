import { join, relative, resolve, sep } from 'node:path'
import { type Running, within } from '../core/lifecycle.ts'
import type { DevContent } from './content.ts'
import type { OnDevEvent } from './dev-event.ts'
import type { DevReleases } from './dev-releases.ts'
import type { Refreshed } from './refreshed.ts'
import type { Templates } from './templates.ts'
import type { FileChange } from './watch-files.ts'

/** What has to happen when files change, so that open pages show it. */
export interface Reloads extends Running {
  /** Any file that is watched. */
  onFile(change: FileChange, path: string): void
  /** One that pages were rendered with, when they would be rendered with the new one. */
  onTemplate(path: string): void
  /** Once nothing is missed any more, for what was. */
  lookAgain(): void
}

export interface ReloadsParts {
  siteFolder: string
  contentFolder: string
  templates: Pick<Templates, 'changed' | 'forget' | 'reload'>
  content: Refreshed<DevContent>
  releases: Pick<DevReleases, 'answerBroken' | 'refresh' | 'forget'>
}

/** An editor writes a file in several steps, and whoever writes reports saves several of them. */
const quietMs = 20
const closeMs = 500

export function createReloads(parts: ReloadsParts, onEvent: OnDevEvent): Reloads {
  const { templates, content, releases } = parts
  const contentFolder = resolve(parts.contentFolder)
  const publicFolder = resolve(parts.siteFolder, 'public')
  const changed = { content: new Set<string>(), public: new Set<string>() }
  let quiet: NodeJS.Timeout | undefined
  let settling = Promise.resolve()

  function reload(paths: readonly string[]): void {
    releases.forget()
    templates.reload()
    onEvent({ type: 'reload', files: paths.map((path) => relative('', path)) })
    // Also without a page that asks: what is broken is told at once.
    void releases.refresh()
  }

  /** A module that was missing is in no graph. */
  function mayMend(path: string): void {
    if (!releases.answerBroken()) return
    templates.forget()
    reload([path])
  }

  async function settle(): Promise<void> {
    const [reports, files] = [[...changed.content], [...changed.public]]
    changed.content.clear()
    changed.public.clear()
    const isOther = reports.length > 0 && (await isContentOther())
    if (isOther || files.length > 0) reload([...(isOther ? reports : []), ...files])
  }

  async function isContentOther(): Promise<boolean> {
    const before = await content.get().catch(() => undefined)
    content.change()
    const now = await content.get().catch(() => undefined)
    return now === undefined || now !== before
  }

  return {
    onFile(change, path) {
      templates.changed(change, path)
      const place = isIn(contentFolder, path) ? 'content' : isIn(publicFolder, path) ? 'public' : undefined
      if (!place) return change === 'add' ? mayMend(path) : undefined
      changed[place].add(path)
      clearTimeout(quiet)
      quiet = setTimeout(() => (settling = settling.then(settle)), quietMs)
    },
    onTemplate: (path) => reload([path]),
    lookAgain() {
      changed.content.add(contentFolder)
      settling = settling.then(settle)
    },
    async close() {
      clearTimeout(quiet)
      await within(closeMs, settling)
    },
  }
}

function isIn(folder: string, path: string): boolean {
  return path.startsWith(join(folder, sep))
}
