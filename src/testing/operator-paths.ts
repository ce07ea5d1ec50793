/** What answers operators: a proxy in front of enddel keeps it from readers. */
export const closedToReaders: readonly string[] = [
  '/metrics',
  '/livez',
  '/readyz',
  '/cache-stats',
  '/clear-cache',
  '/internal/metrics/cache',
  '/internal/metrics/cache/prometheus',
  '/internal/cache/invalidate',
  '/internal/cache/products/invalidate',
  '/admin/cache/stats',
  '/admin/cache/clear',
  '/api/websocket/stats',
  '/api/crypto/dashboard-summary/refresh',
]

/** The same for enddel, which decodes, or for a proxy that thinks it is another. */
export const disguises: readonly string[] = [
  '/%6detrics',
  '/%6Detrics?x',
  '/metrics?all',
  '//metrics',
  '/./metrics',
  '/report/../metrics',
  '/report/%2e%2e/metrics',
  '/internal%2fmetrics/cache',
  '/%69nternal/metrics/cache',
  '/internal//metrics/cache',
  '/clear-cach%65',
  '/admin/cache/%63lear',
]
