import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { ServeEvent } from './events.ts'

export interface Metrics {
  observe(event: ServeEvent): void
  /** Prometheus text, format 0.0.4. */
  text(): Promise<string>
  contentType: string
}

/** Metrics as one listener of the events; labels come from small closed sets. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  const pages = new Counter({
    name: 'enddel_ssr_cache_hits_total',
    help: 'Pages answered, by where they were found (render: made on demand)',
    labelNames: ['tier'] as const,
    registers,
  })
  const renders = new Counter({
    name: 'enddel_ssr_cache_renders_total',
    help: 'Pages rendered on demand',
    labelNames: ['route'] as const,
    registers,
  })
  const renderSeconds = new Histogram({
    name: 'enddel_render_seconds',
    help: 'Rendering and compressing a page on demand, without waiting',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers,
  })
  const failures = new Counter({
    name: 'enddel_render_failures_total',
    help: 'Renders on demand that failed',
    labelNames: ['route'] as const,
    registers,
  })
  const release = new Gauge({
    name: 'enddel_build_pages',
    help: 'Pages of the current build',
    labelNames: ['build'] as const,
    registers,
  })

  return {
    observe(event) {
      switch (event.type) {
        case 'page':
          return pages.inc({ tier: event.tier }, event.count)
        case 'rendered':
          renderSeconds.observe(event.ms / 1000)
          return renders.inc({ route: event.route })
        case 'render-failed':
          return failures.inc({ route: event.route })
        case 'release':
          release.reset()
          return release.set({ build: event.id }, event.pages)
      }
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
