import type { ServeOptions } from '../serve/server.ts'
import { type Served, withServer } from './serving.ts'
import { withTinyBuild } from './tiny-build.ts'
import type { TinySite } from './tiny-site.ts'

/** A tiny site, built and served; files may change the site. */
export function withTiny(
  files: Record<string, string>,
  options: Partial<ServeOptions>,
  work: (url: string, events: Served['events'], where: TinySite, server: { reload(): Promise<void> }) => Promise<void>,
) {
  return withTinyBuild(
    (where) => withServer(where.out, options, ({ url, events, server }) => work(url, events, where, server)),
    files,
  )
}
