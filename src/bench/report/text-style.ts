import { stripVTControlCharacters } from 'node:util'
import type { Tone } from './table.ts'

export type Paint = (style: 'bold' | Tone, text: string) => string

/** Escape codes for colours; nothing where there are to be none. */
export function createPaint(isColored: boolean): Paint {
  if (!isColored) return (_, text) => text
  return (style, text) => `\x1b[${codes[style]}m${text}\x1b[0m`
}

const codes = { bold: '1', good: '32', bad: '31' } as const

/** Breaks a sentence between words; what follows its first line is indented. Longer words stay whole. */
export function wrap(sentence: string, width: number): string {
  const lines: string[] = []
  for (const word of plain(sentence).split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(last === undefined ? word : `  ${word}`)
  }
  return lines.join('\n')
}

/** Names come from elsewhere: nothing in them may move the cursor or begin a line. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}+/gu, ' ')
}
