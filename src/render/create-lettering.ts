import type { Lettering, LetterStyle, LineStyle } from '../site/lettering.ts'
import { createFonts } from './fonts.ts'

/** Fonts are read when text is first measured: who makes no images has none in memory. */
export function createLettering(): Lettering {
  const fontOf = createFonts()

  function widthOf(text: string, { size, weight }: LetterStyle): number {
    const { advanceOf } = fontOf(weight)
    let width = 0
    for (const character of text) width += advanceOf(character.codePointAt(0)!) ?? 0
    return width * size
  }

  /** As the font has it, in one line, and not longer than anything that could be shown. */
  function shown(text: string, { weight }: LetterStyle): string {
    const { advanceOf } = fontOf(weight)
    const known = [...text.normalize('NFC').slice(0, maxLength)].map((character) => {
      if (/[\t\n\r\f]/.test(character)) return ' '
      // XML has no control characters, though the font may have a glyph for them.
      const isShown = !/\p{C}/u.test(character) && advanceOf(character.codePointAt(0)!) !== undefined
      return isShown ? character : /\s/.test(character) ? ' ' : ''
    })
    return known.join('').replace(/ +/g, ' ').trim()
  }

  function lines(text: string, style: LineStyle): string[] {
    const measure = (line: string) => widthOf(line, style)
    const words = shown(text, style)
      .split(' ')
      .flatMap((word) => pieces(word, style.width, measure))
    const whole = fill(words, style.width, measure)
    if (whole.length > style.maxLines) return shortened(whole, style, measure)
    return whole.length < 2 ? whole : evened(words, whole.length, style.width, measure)
  }

  return { lines, widthOf }
}

type Measure = (line: string) => number

const maxLength = 1_000

/** A word that is wider than a line is cut. */
function pieces(word: string, width: number, measure: Measure): string[] {
  if (measure(word) <= width) return word === '' ? [] : [word]
  const cut: string[] = []
  let piece = ''
  for (const character of word) {
    if (piece !== '' && measure(piece + character) > width) {
      cut.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...cut, piece]
}

function fill(words: readonly string[], width: number, measure: Measure): string[] {
  const filled: string[] = []
  for (const word of words) {
    const last = filled.at(-1)
    const longer = last === undefined ? word : `${last} ${word}`
    if (last === undefined || measure(longer) > width) filled.push(word)
    else filled[filled.length - 1] = longer
  }
  return filled
}

function shortened(whole: readonly string[], { width, maxLines }: LineStyle, measure: Measure): string[] {
  const kept = whole.slice(0, maxLines)
  const words = (kept.pop() ?? '').split(' ')
  const ended = () => `${words.join(' ').replace(/\p{P}+$/u, '')}…`
  while (words.length > 1 && measure(ended()) > width) words.pop()
  while (words[0] !== '' && measure(ended()) > width) words[0] = [...words[0]!].slice(0, -1).join('')
  return [...kept, ended()]
}

/** In as many lines, but none much shorter than the others: by the narrowest width that is enough. */
function evened(words: readonly string[], count: number, width: number, measure: Measure): string[] {
  let [narrow, wide] = [width / 2, width]
  for (let times = 0; times < 8; times++) {
    const middle = (narrow + wide) / 2
    const isWord = words.every((word) => measure(word) <= middle)
    if (isWord && fill(words, middle, measure).length <= count) wide = middle
    else narrow = middle
  }
  return fill(words, wide, measure)
}
