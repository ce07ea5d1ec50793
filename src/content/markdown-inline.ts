import type { Token, Tokens } from 'marked'

/**
 * The tokens of a plain text: words, `**strong**`, `*em*`, `` `code` `` and `[links](https://a.test)`, none inside another.
 * For any text it gives either what `marked` gives, token for token, or undefined: then it is not sure, and marked is to
 * be asked. Of marked's time most goes into looking for what reports hardly ever hold (docs/decisions/0010).
 */
export function plainInline(text: string): Token[] | undefined {
  const tokens: Token[] = []
  for (let at = 0; at < text.length;) {
    const token = tokenAt(text, at)
    if (!token) return undefined
    tokens.push(token)
    at += token.raw.length
  }
  return tokens
}

function tokenAt(text: string, at: number): Token | undefined {
  const end = endOfWords(text, at)
  if (end > at) return textToken(text.slice(at, end))
  switch (text[at]) {
    case '*':
      return emphasisAt(text, at)
    case '[':
      return linkAt(text, at)
    case '`':
      return codeAt(text, at)
    default:
      return undefined
  }
}

function emphasisAt(text: string, at: number): Tokens.Strong | Tokens.Em | undefined {
  const [raw, stars, inside] = matchAt(emphasis, text, at) ?? []
  if (!raw || !stars || !inside) return undefined
  const from = at + stars.length
  const inner = words(text, from, from + inside.length)
  return inner && { type: stars === '**' ? 'strong' : 'em', raw, text: inside, tokens: [inner] }
}

function linkAt(text: string, at: number): Tokens.Link | undefined {
  const [raw, label, href] = matchAt(link, text, at) ?? []
  if (!raw || !label || !href) return undefined
  const inner = words(text, at + 1, at + 1 + label.length)
  return inner && { type: 'link', raw, href, title: null, text: label, tokens: [inner] }
}

function codeAt(text: string, at: number): Tokens.Codespan | undefined {
  const [raw, code] = matchAt(codeSpan, text, at) ?? []
  return raw && code ? { type: 'codespan', raw, text: code } : undefined
}

function words(text: string, from: number, to: number): Tokens.Text | undefined {
  return endOfWords(text, from) < to ? undefined : textToken(text.slice(from, to))
}

function textToken(raw: string): Tokens.Text | undefined {
  return raw.includes('www.') ? undefined : { type: 'text', raw, text: raw, escaped: false }
}

function endOfWords(text: string, from: number): number {
  mark.lastIndex = from
  while (mark.test(text)) if (!isPunctuation(text, mark.lastIndex - 1)) return mark.lastIndex - 1
  return text.length
}

/** Not the middle of a bare address, a picture, a numbered character or a line break. */
function isPunctuation(text: string, at: number): boolean {
  switch (text[at]) {
    case ':':
      return text[at + 1] !== '/' && !/(?:mailto|xmpp)$/i.test(text.slice(Math.max(0, at - 6), at))
    case '!':
      return text[at + 1] !== '['
    case '&':
      return text[at + 1] !== '#'
    case '\n':
      return text[at - 1] !== ' '
    default:
      return false
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** What may begin or end something else than words. */
const mark = /[\\<[\]`*_~@:!&\n]/g

/** Only between blanks, brackets and marks that end a sentence: there every reading of the rules agrees. */
const emphasis = /(?<![^\s(])(\*\*?)(?![\s*])([^\\<[\]`*_~@]*[^\\<[\]`*_~@\s])\1(?=$|[\s.,;:!?)])/y

const link = /\[([^\\<[\]`*_~@]+)\]\(((?:https?:\/\/|\/|#)[^\s\\<>()"']*)\)/y

const codeSpan = /`([^`\s](?:[^`\n]*[^`\s])?)`(?!`)/y
