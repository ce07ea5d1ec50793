/** The parts of a server that there are with a product API alone. */
import type { Running } from '../core/lifecycle.ts'
import { createApiProxy } from './api-proxy.ts'
import type { Commons } from './commons.ts'
import type { OnServeEvent } from './events.ts'
import { createProductSource } from './products/product-source.ts'
import type { ReleaseOptions } from './release.ts'
import type { ServeOptions } from './server.ts'

export type ProductOptions = Pick<ServeOptions, 'productApiBase' | 'lazyProducts' | 'productRefreshCron'>

/** Undefined when the products of the build serve. */
export function openProductsWith(
  { productApiBase, lazyProducts, productRefreshCron }: ProductOptions,
  commons: Pick<Commons, 'isLeader' | 'shareProducts'>,
  onEvent: OnServeEvent,
  onChange: (slugs: readonly string[]) => void,
): ReleaseOptions['openProducts'] {
  if (!productApiBase) return undefined
  return (catalogue) => {
    const source = createProductSource(
      {
        base: productApiBase,
        catalogue,
        lazyCapacity: lazyProducts,
        freshForMs: 5 * 60_000,
        missingForMs: 30_000,
        refreshCron: productRefreshCron,
        mayRefresh: commons.isLeader,
        timeoutMs: 3_000,
        restMs: 10_000,
      },
      onEvent,
    )
    source.onRefresh(commons.shareProducts)
    source.onChange(onChange)
    return source
  }
}

/** Undefined without an API behind. */
export function openApi(
  { productApiBase }: Pick<ServeOptions, 'productApiBase'>,
  onEvent: OnServeEvent,
  parts: Running[],
) {
  if (!productApiBase) return undefined
  const limits = { timeoutMs: 3_000, answerMs: 60_000, maxAtOnce: 64, restMs: 10_000 }
  const api = createApiProxy({ base: productApiBase, ...limits }, onEvent)
  parts.push(api)
  return api
}
