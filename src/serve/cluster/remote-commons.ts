import type { Invalidation } from '../../cache/invalidation.ts'
import type { Commons } from '../commons.ts'
import type { MarketChange } from '../../market/figure.ts'
import type { MetricsJson } from '../metrics.ts'
import type { CriticalSet } from '../products/critical-products.ts'
import type { Channel, Handlers } from './channel.ts'

/** The primary's commons, as a worker reaches them; `handlers` are what the primary may say to it. */
export function createRemoteCommons(channelOf: () => Channel): { commons: Commons; handlers: Handlers } {
  const invalidationListeners: ((invalidation: Invalidation) => void)[] = []
  const productListeners: ((set: CriticalSet) => void)[] = []
  const marketListeners: ((change: MarketChange) => void)[] = []
  let isLeader = false

  const handlers: Handlers = {
    lead(is: boolean) {
      isLeader = is
    },
    invalidated: (invalidation: Invalidation) => invalidationListeners.forEach((hear) => hear(invalidation)),
    market: (change: MarketChange) => marketListeners.forEach((hear) => hear(change)),
    products: (set: CriticalSet) => productListeners.forEach((hear) => hear(set)),
  }

  const commons: Commons = {
    leases: {
      async acquire(key, ttlMs) {
        const id = await channelOf().call<number | undefined>('acquire', { key, ttlMs })
        return id === undefined ? undefined : { release: () => channelOf().tell('release', id) }
      },
      async close() {},
    },
    log: {
      append: (selector, mode) => channelOf().call('append', { selector, mode }),
      async follow(listener) {
        invalidationListeners.push(listener)
        await channelOf().call('follow')
      },
      async close() {},
    },
    addHits: (hits) => void channelOf().tell('hits', hits),
    // The primary asks all workers, this one too.
    metrics: () => channelOf().call<MetricsJson[]>('metrics'),
    isLeader: () => isLeader,
    shareProducts: (set) => void channelOf().tell('products', set),
    onProducts: (listener) => void productListeners.push(listener),
    followMarket(listener) {
      marketListeners.push(listener)
      void channelOf().tell('followMarket')
    },
    refreshMarket: () => channelOf().call('refreshMarket'),
    async close() {},
  }
  return { commons, handlers }
}
