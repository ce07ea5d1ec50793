import { Lexer, type Token, type TokenizerExtension } from 'marked'
import { plainInline } from './markdown-inline.ts'

/** marked's lexer, which does not look for rare things in texts that are plain. For the same tokens. */
export class ReportLexer extends Lexer {
  override inlineTokens(text: string, tokens: Token[] = []): Token[] {
    // Inside a link or a raw <pre> other rules hold.
    const plain = this.state.inLink || this.state.inRawBlock ? undefined : plainInline(text)
    if (plain) for (const token of plain) tokens.push(token)
    else if (hasEndlessMarks(text)) tokens.push({ type: 'text', raw: text, text, escaped: false })
    else super.inlineTokens(text, tokens)
    return tokens
  }
}

/** marked's time grows with the square of the marks of emphasis in one text: seconds for 50,000. */
function hasEndlessMarks(text: string): boolean {
  if (text.length <= maxMarks) return false
  let found = 0
  for (let at = 0; at < text.length; at++) if ('*_~'.includes(text[at]!)) found++
  return found > maxMarks
}

const maxMarks = 4000

/** A paragraph of one line that begins with a letter and has blank lines around it: no other block looks like that. */
export const plainParagraph: TokenizerExtension = {
  name: 'plain-paragraph',
  level: 'block',
  tokenizer(text, tokens) {
    if (tokens !== this.lexer.tokens || !letterFirst.test(text)) return undefined
    const end = text.indexOf('\n')
    if (end >= 0 && text[end + 1] !== '\n') return undefined
    const line = end < 0 ? text : text.slice(0, end)
    return { type: 'paragraph', raw: line, text: line, tokens: this.lexer.inline(line) }
  },
}

const letterFirst = /^(?:\*\*?)?\p{L}/u
