/** Settings that are right each by itself, but leave something out. */
import type { ServeSettings } from '../core/config.ts'
import { type Finding, note, ok } from './finding.ts'

export function checkSiteUrl({ siteUrl }: Pick<ServeSettings, 'siteUrl'>): Finding[] {
  if (!siteUrl) {
    const message = 'not set: canonical links, feeds and sitemaps have no whole addresses'
    return [note('SITE_URL', message, 'set SITE_URL=https://example.com before `enddel build`')]
  }
  const { protocol, hostname } = new URL(siteUrl)
  const isPlain = protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  if (isPlain)
    return [note('SITE_URL', `${siteUrl} is not https`, 'serve it with TLS, here or at a proxy, and say https://')]
  return [ok('SITE_URL', siteUrl)]
}

type Keys = Pick<ServeSettings, 'market' | 'coingeckoApiKey' | 'cmcApiKey' | 'taapiSecret' | 'finnhubApiKey'>

export function checkMarket({ market, ...keys }: Keys): Finding[] {
  if (market === 'off') return [ok('market', 'off: figures are those of the content (--market live asks providers)')]
  if (market === 'demo') return [note('market', 'a simulation, and pages say so', 'for real prices: --market live')]
  const missing = Object.entries(variables).filter(([name]) => !keys[name as keyof typeof keys])
  if (missing.length === 0) return [ok('market', 'live, with the keys of all providers')]
  const without = missing.map(([, variable]) => variable).join(', ')
  return [
    note(
      'market',
      `live, without ${without}`,
      'set the keys you have: a provider without one is left out or asked less',
    ),
  ]
}

const variables: Record<Exclude<keyof Keys, 'market'>, string> = {
  coingeckoApiKey: 'COINGECKO_API_KEY',
  cmcApiKey: 'CMC_API_KEY',
  taapiSecret: 'TAAPI_SECRET',
  finnhubApiKey: 'FINNHUB_API_KEY',
}

export function checkAdmin({
  adminSecret,
  adminRemote,
  tlsCert,
}: Pick<ServeSettings, 'adminSecret' | 'adminRemote' | 'tlsCert'>): Finding[] {
  if (!adminSecret) {
    const message = 'closed: pages cannot be invalidated by hand'
    return [note('admin routes', message, 'set AUTO_UPDATE_SECRET_KEY to what `openssl rand -hex 32` gives')]
  }
  if (adminRemote && !tlsCert) {
    const message = 'open to other machines, without TLS here'
    return [note('admin routes', message, 'see that a proxy with TLS stands in front, or leave out ADMIN_REMOTE')]
  }
  return [ok('admin routes', adminRemote ? 'open to who has the key' : 'open to who has the key, on this machine')]
}
