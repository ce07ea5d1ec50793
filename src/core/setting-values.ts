/**
 * How the text of a setting becomes its value. Errors name the variable or flag and say what to give; those of addresses
 * and secrets do not repeat the text, for it may hold a password.
 */
import { availableParallelism } from 'node:os'
import { readDatabaseUrl } from './database-url.ts'
import { EnddelError } from './errors.ts'
import { readRedisUrl } from './redis-url.ts'

/** The parser of whole numbers in a range. */
export function between(min: number, max: number): (name: string, text: string) => number {
  return (name, text) => wholeNumber(name, text, min, max)
}

export function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = numberWithin(text, min, max)
  if (value !== undefined) return value
  throw wrong(name, text, `give a whole number from ${min} to ${max}`)
}

/** The parser of a text that may also be empty, which means that there is none. */
export function optional(parse: (name: string, text: string) => string): (name: string, text: string) => string {
  return (name, text) => (text === '' ? '' : parse(name, text))
}

export function anyText(_name: string, text: string): string {
  return text
}

export function trueOrFalse(name: string, text: string): boolean {
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  throw wrong(name, text, 'give true or false')
}

const mostThreads = 256

export function autoOrCount(name: string, text: string): 'auto' | number {
  if (text === 'auto') return text
  const value = numberWithin(text, 1, mostThreads)
  if (value !== undefined) return value
  throw wrong(name, text, `give auto, or a whole number from 1 to ${mostThreads}`)
}

/** `auto` is one for each core. */
export function threadCount(name: string, text: string): number {
  const count = autoOrCount(name, text)
  return count === 'auto' ? Math.min(availableParallelism(), mostThreads) : count
}

/** The parser of one of a few words. */
export function oneOf<const Word extends string>(...words: Word[]): (name: string, text: string) => Word {
  return (name, text) => {
    const word = words.find((each) => each === text)
    if (word !== undefined) return word
    throw wrong(name, text, `give one of ${words.join(', ')}`)
  }
}

export const logLevel = oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')

export function hostName(name: string, text: string): string {
  if (/^\S+$/.test(text)) return text
  throw wrong(name, text, 'give an address of this machine, such as 0.0.0.0 or 127.0.0.1')
}

/** Five fields, or six with seconds; what they mean is checked by the scheduler. */
export function cronLine(name: string, text: string): string {
  if (/^[\w*/,-]+( +[\w*/,-]+){4,5}$/.test(text)) return text
  throw wrong(name, text, 'give five fields (minute, hour, day, month, weekday), such as */5 * * * *')
}

/** A name of the time zone database. */
export function timeZone(name: string, text: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return text
  } catch {
    throw wrong(name, text, 'give a zone such as Asia/Ho_Chi_Minh or UTC')
  }
}

/** Scheme and host alone, without the slash at the end. */
export function siteAddress(name: string, text: string): string {
  const url = parseAddress(text)
  const isBare = url?.pathname === '/' && !/[?#@]/.test(text)
  if (url && isBare && isHttp(url)) return url.origin
  throw wrongAddress(name, 'give scheme and host alone, such as https://example.com')
}

/** Without the slash at the end. An `@` in the path is the rest of a password that holds a bare slash. */
export function apiAddress(name: string, text: string): string {
  const url = parseAddress(text)
  if (url && isHttp(url) && !url.pathname.includes('@') && !/[?#]/.test(text)) return url.href.replace(/\/+$/, '')
  throw wrongAddress(name, 'give an http or https address without a query, such as https://shop.example.com/api')
}

/** The address of a stream: like {@link apiAddress}, for WebSockets. */
export function streamAddress(name: string, text: string): string {
  const url = parseAddress(text)
  const isStream = url?.protocol === 'ws:' || url?.protocol === 'wss:'
  if (url && isStream && !url.pathname.includes('@') && !/[?#]/.test(text)) return url.href.replace(/\/+$/, '')
  throw wrongAddress(name, 'give a ws or wss address without a query, such as wss://stream.example.com')
}

/** Sites by commas, as browsers name them in `Origin`. */
export function originList(name: string, text: string): readonly string[] {
  const parts = text.split(',').map((part) => part.trim())
  return parts.filter((part) => part !== '').map((part) => siteAddress(name, part))
}

export function redisAddress(name: string, text: string): string {
  return addressOf(readRedisUrl, name, text)
}

export function databaseAddress(name: string, text: string): string {
  return addressOf(readDatabaseUrl, name, text)
}

/** It travels in a header field, so it must be made of what a field can carry. */
export function secretKey(name: string, text: string): string {
  if (/^[\x21-\x7e]{32,}$/.test(text)) return text
  throw new EnddelError('E_USAGE', `${name} is not a secret of at least 32 bytes without spaces`, {
    hint: 'make one with `openssl rand -hex 32`',
  })
}

/** A key as a provider gave it; it travels in a header field too. */
export function providerKeyText(name: string, text: string): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text
  throw new EnddelError('E_USAGE', `${name} is not a key: it has spaces, or is not ASCII`, {
    hint: 'copy it again from the provider, without quotes and line ends',
  })
}

function numberWithin(text: string, min: number, max: number): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  return value >= min && value <= max ? value : undefined
}

function parseAddress(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}

function isHttp(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:'
}

function addressOf(read: (text: string) => unknown, name: string, text: string): string {
  try {
    read(text)
    return text
  } catch (error) {
    throw error instanceof EnddelError ? wrongAddress(name, error.hint!) : error
  }
}

function wrong(name: string, text: string, hint: string): EnddelError {
  return new EnddelError('E_USAGE', `${name} is "${text}"`, { hint })
}

function wrongAddress(name: string, hint: string): EnddelError {
  return new EnddelError('E_USAGE', `${name} is not an address that can be used`, { hint })
}
