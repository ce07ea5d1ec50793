/** Puts `text` in place of what stands from `start` to `end`. */
export interface Edit {
  start: number
  end: number
  text: string
}

export interface Edited {
  code: string
  map: { version: 3; names: string[]; mappings: string }
}

/** Edits, which do not overlap, made in order; the source map knows every word that stayed, and of a new text its beginning. */
export function applyEdits(code: string, edits: readonly Edit[]): Edited {
  const lines = new MappedLines(code)
  let kept = 0
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
    keep(lines, code, kept, start)
    lines.add(text, start)
    kept = end
  }
  keep(lines, code, kept, code.length)
  return { code: lines.text, map: { version: 3, names: [], mappings: lines.mappings } }
}

function keep(lines: MappedLines, code: string, start: number, end: number) {
  for (const [word] of code.slice(start, end).matchAll(/\n|[\w$]+|[^\n\w$]/g)) {
    lines.add(word, start)
    start += word.length
  }
}

/** Grows text and its mappings (the format: ECMA-426) together. */
class MappedLines {
  text = ''
  mappings = ''
  readonly #code: string
  #separator = ''
  #column = 0
  #line = 0
  #lineStart = 0
  #nextLine: number
  /** Column in the text, line and column in the code, as last written. */
  #last = [0, 0, 0]

  constructor(code: string) {
    this.#code = code
    this.#nextLine = code.indexOf('\n') + 1
  }

  /** `text` is a line break or has none; `at` is its place in the code, never before the last one. */
  add(text: string, at: number) {
    while (this.#nextLine > 0 && this.#nextLine <= at) {
      this.#line++
      this.#lineStart = this.#nextLine
      this.#nextLine = this.#code.indexOf('\n', this.#lineStart) + 1
    }
    this.text += text
    if (text === '\n') {
      this.mappings += ';'
      this.#separator = ''
      this.#column = this.#last[0] = 0
      return
    }
    const now = [this.#column, this.#line, at - this.#lineStart]
    const [column, line, inLine] = now.map((value, index) => vlq(value - this.#last[index]!))
    this.mappings += `${this.#separator}${column}A${line}${inLine}`
    this.#separator = ','
    this.#last = now
    this.#column += text.length
  }
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function vlq(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1
  let text = ''
  do {
    text += digits[(rest & 31) | (rest > 31 ? 32 : 0)]
    rest >>>= 5
  } while (rest > 0)
  return text
}
