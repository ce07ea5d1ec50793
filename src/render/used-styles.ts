import { LRUCache } from 'lru-cache'
import { ownText } from '../core/own-text.ts'
import { type Needs, type Piece, takeApart, type Token } from './style-pieces.ts'

/** The site's style sheets as they are built, and what its scripts may bring to a page. Plain data: it crosses threads. */
export interface SiteStyles {
  text: string
  /**
   * Words of the scripts' texts, which may be classes, ids, attributes or tags; one that ends in `-` stands for all that begin
   * so. Behind a dot their names, which may be attributes.
   */
  scriptWords: readonly string[]
}

/** The rules a page needs; undefined when they are more than a page should carry. */
export type UsedStyles = (html: string) => string | undefined

/** More than this is better loaded once for all pages. */
const maxInline = 24 * 1024
/** Pages of a route mostly need the same. */
const maxKept = 256
const maxMemo = 2048
/** What figures put into classes, which is not there before they do (see live/format.ts). */
const liveClasses = ['up', 'down', 'flat', 'live', 'delayed', 'stale', 'closed']

/**
 * Finds what of the site's styles a page needs: rules whose classes, ids, attributes and tags stand in its html or may be
 * brought there by a script. Too much is kept rather than too little.
 */
export function createUsedStyles({ text, scriptWords }: SiteStyles): UsedStyles {
  const pieces = takeApart(text)
  const tokens = [...new Set(tokensOf(pieces))]
  const always = tokens.filter(isSetBy([...scriptWords, ...liveClasses]))
  const scan = createScan(tokens)
  const kept = new LRUCache<string, { css: string | undefined }>({ max: maxKept })

  return (html) => {
    const there = scan(html)
    for (const token of always) there.add(token)
    const key = tokens.filter((token) => there.has(token)).join()
    let found = kept.get(key)
    if (!found) kept.set(key, (found = { css: within(maxInline, putTogether(pieces, there)) }))
    return found.css
  }
}

function within(maxBytes: number, css: string): string | undefined {
  return Buffer.byteLength(css) > maxBytes || /<\/style/i.test(css) ? undefined : css
}

function putTogether(pieces: readonly Piece[], there: ReadonlySet<Token>): string {
  const rules = textsOf(pieces, there, () => false).join('')
  return textsOf(pieces, there, (name) => rules.includes(name)).join('')
}

function textsOf(pieces: readonly Piece[], there: ReadonlySet<Token>, isNamed: (name: string) => boolean): string[] {
  return pieces.flatMap((piece) => {
    if (piece.kind === 'text') return piece.name === undefined || isNamed(piece.name) ? [piece.text] : []
    if (piece.kind === 'group') {
      const inner = textsOf(piece.pieces, there, isNamed)
      return inner.length > 0 ? [piece.opening, ...inner, '}'] : []
    }
    const selectors = piece.selectors.filter(({ needs }) => isMet(needs, there))
    return selectors.length > 0 ? [selectors.map(({ text }) => text).join(), piece.block] : []
  })
}

function isMet({ tokens, choices }: Needs, there: ReadonlySet<Token>): boolean {
  return (
    tokens.every((token) => there.has(token)) && choices.every((choice) => choice.some((needs) => isMet(needs, there)))
  )
}

function tokensOf(pieces: readonly Piece[]): Token[] {
  return pieces.flatMap((piece) => {
    if (piece.kind === 'text') return []
    return piece.kind === 'group' ? tokensOf(piece.pieces) : piece.selectors.flatMap(({ needs }) => allOf(needs))
  })
}

function allOf({ tokens, choices }: Needs): Token[] {
  return [...tokens, ...choices.flat().flatMap(allOf)]
}

/** `open` the browser sets by itself. */
function isSetBy(words: readonly string[]): (token: Token) => boolean {
  const said = new Set(words)
  const beginnings = words.filter((word) => word.endsWith('-') && word.length > 2)
  return (token) => {
    const name = token.replace(/^[.#[]/, '')
    if (said.has(name) || beginnings.some((start) => name.startsWith(start))) return true
    return token.startsWith('[') && (name === 'open' || said.has(propertyOf(name)))
  }
}

/** How a script names an attribute: `data-feed-state` is `dataset.feedState`, `aria-pressed` is `ariaPressed`. */
function propertyOf(attribute: string): string {
  return `.${attribute.replace(/^data-/, '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())}`
}

/**
 * Which of the tokens stand in a page. What is no markup but looks like it counts, too; attributes in capitals do not. Three
 * patterns, of which only what differs is looked at closely: one for all, with a look at each match, took twice as long.
 */
function createScan(tokens: readonly Token[]): (html: string) => Set<Token> {
  const known = new Set(tokens)
  const names = tokens
    .filter((token) => token.startsWith('['))
    .map((token) => token.slice(1).replace(/[^\w-]/g, '\\$&'))
  const attributes = new RegExp(`\\s(?:${['class', ...names].join('|')})(?=[\\s=>/])`, 'g')
  const memo = new LRUCache<string, Token[]>({ max: maxMemo })

  /** Of a class or id with its value. */
  function tokensIn(attribute: string): Token[] {
    const before = memo.get(attribute)
    if (before) return before
    const at = attribute.indexOf('=')
    const sign = attribute.slice(1, at) === 'id' ? '#' : '.'
    const words = attribute.slice(at + 1).replace(/^["']|["']$/g, '')
    const found = words
      .split(/\s+/)
      .map((word) => sign + word)
      .filter((token) => known.has(token))
    memo.set(ownText(attribute, 'utf16le'), found)
    return found
  }

  return (html) => {
    const there = new Set<Token>()
    for (const tag of allIn(html, /<[a-zA-Z][\w-]*/g)) there.add(tag.slice(1).toLowerCase())
    for (const name of allIn(html, attributes)) there.add(`[${name.trim()}`)
    for (const attribute of allIn(html, /\s(?:class|id)=(?:"[^"]*"|'[^']*'|[^\s>"']+)/g)) {
      for (const token of tokensIn(attribute)) there.add(token)
    }
    return there
  }
}

function allIn(html: string, pattern: RegExp): Set<string> {
  return new Set(html.match(pattern))
}
