import { availableParallelism } from 'node:os'
import { EnddelError } from './errors.ts'

/** What the environment says; flags on the command line win over it. */
export interface Config {
  host: string
  port: number
  /** Where the site will be, such as `https://example.com`, without a slash at the end; empty when not known. */
  siteUrl: string
  logLevel: string
  /** Pages that may wait for a render thread. */
  renderQueue: number
  threads: number
  isCi: boolean
}

/** The only reader of the environment. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  return {
    host: env.HOST || '0.0.0.0',
    port: wholeNumber('PORT', env.PORT || '3000', 0, 65535),
    siteUrl: siteUrl(env.SITE_URL || ''),
    logLevel: logLevel(env.LOG_LEVEL || (env.DEBUG === '1' ? 'debug' : 'info')),
    renderQueue: wholeNumber('V8_QUEUE_CAPACITY', env.V8_QUEUE_CAPACITY || '512', 1, 1_000_000),
    threads: availableParallelism(),
    isCi: Boolean(env.CI),
  }
}

/** Reads a whole number; the error names the variable or flag and the range. */
export function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw new EnddelError('E_USAGE', `${name} is "${text}"`, { hint: `give a whole number from ${min} to ${max}` })
}

function logLevel(text: string): string {
  const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']
  if (levels.includes(text)) return text
  throw new EnddelError('E_USAGE', `LOG_LEVEL is "${text}"`, { hint: `give one of ${levels.join(', ')}` })
}

function siteUrl(text: string): string {
  if (text === '') return ''
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search) return url.origin
  throw new EnddelError('E_USAGE', `SITE_URL is "${text}"`, {
    hint: 'give scheme and host alone, such as https://example.com',
  })
}
