import type { Admin } from './admin.ts'
import type { ApiProxy } from './api-proxy.ts'
import type { MarketApi } from './market-api.ts'
import type { ReadyFile } from './ready-file.ts'
import type { Release } from './release.ts'
import type { RequestPath } from './request-path.ts'

/** Who answers a path. `page`: whatever is the same for all who ask for it in the same way. */
export type Destination =
  { kind: 'events' | 'socket' | 'market' | 'admin' | 'api' | 'page' } | { kind: 'file'; file: ReadyFile }

export interface Destinations {
  marketApi: Pick<MarketApi, 'handles'>
  admin: Pick<Admin, 'handles'>
  /** Undefined without an API behind. */
  api: Pick<ApiProxy, 'handles'> | undefined
}

export function destinationOf(
  { path, segments }: Extract<RequestPath, { kind: 'path' }>,
  { files }: Pick<Release, 'files'>,
  { marketApi, admin, api }: Destinations,
): Destination {
  if (path === feedPaths.events) return { kind: 'events' }
  if (path === feedPaths.socket) return { kind: 'socket' }
  if (marketApi.handles(path)) return { kind: 'market' }
  if (admin.handles(path)) return { kind: 'admin' }
  if (api?.handles(path)) return { kind: 'api' }
  const file = files.get(`/${segments.join('/')}`)
  return file ? { kind: 'file', file } : { kind: 'page' }
}

/** Where the feed is: see docs/feed.md. */
export const feedPaths = { socket: '/ws', events: '/events' }
