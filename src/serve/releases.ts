import { messageOf } from '../core/errors.ts'
import type { Running } from '../core/lifecycle.ts'
import { requireCurrent } from '../output/current.ts'
import { loadRelease, type Release, type ReleaseOptions } from './release.ts'

export interface Releases extends Running {
  current(): Release
  /** Why the newest build cannot be used, if so. */
  problem(): string | undefined
  /** Loads the current build if it is another than the one that is served. */
  reload(): Promise<void>
}

export interface ReleasesParts {
  out: string
  options: ReleaseOptions
  /** Gets every release but the first before it is served. */
  prepare(release: Release): Promise<void>
  /** Hears of a release as soon as it is the one that is served. */
  onRelease(release: Release): void
  onProblem(error: unknown): void
}

/** The release that is served, replaced in one assignment; requests under way keep theirs. */
export async function createReleases(parts: ReleasesParts): Promise<Releases> {
  const { out, options, onRelease, onProblem } = parts
  let problem: string | undefined
  let current = await loadRelease(out, await requireCurrent(out), options)
  let loading = Promise.resolve()
  let retiring = Promise.resolve()
  onRelease(current)

  async function reloadNow() {
    try {
      const pointer = await requireCurrent(out)
      if (pointer.build !== current.id) {
        const next = await loadRelease(out, pointer, options, current)
        await parts.prepare(next).catch(async (error: unknown) => {
          await next.close()
          throw error
        })
        const before = current
        current = next
        onRelease(next)
        const retired = before.close().catch(onProblem)
        retiring = retiring.then(() => retired)
      }
      problem = undefined
    } catch (error) {
      // Looked at again and again: told once.
      if (problem !== messageOf(error)) onProblem(error)
      problem = messageOf(error)
    }
  }

  return {
    current: () => current,
    problem: () => problem,
    /** One after the other: the last change is always looked at. */
    reload: () => (loading = loading.then(reloadNow)),
    async close() {
      await loading
      await Promise.all([current.close(), retiring])
    },
  }
}
