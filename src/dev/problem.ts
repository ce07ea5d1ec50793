import { existsSync, readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { EnddelError, messageOf } from '../core/errors.ts'

/** What somebody has to mend before a page can be shown. */
export interface Problem {
  message: string
  hint: string | undefined
  place: Place | undefined
  /** The lines around the place, the one that is meant marked. */
  frame: string | undefined
  stack: string | undefined
}

export interface Place {
  /** Relative to the folder the command runs in. */
  file: string
  line: number
  /** From 1. */
  column: number
}

/** `siteFolder` is where the place is looked for in the stack of what a template threw. */
export function problemOf(error: unknown, siteFolder: string): Problem {
  const place = placeOf(error, resolve(siteFolder))
  return {
    message: firstLine(messageOf(error)),
    hint: error instanceof EnddelError ? error.hint : undefined,
    place,
    frame: place && frameAt(place),
    stack: error instanceof Error && !(error instanceof EnddelError) ? clean(error.stack ?? '') : undefined,
  }
}

/** `templates/pages/home.tsx:12:3: what is wrong` */
export function titleOf({ message, place }: Problem): string {
  return place ? `${place.file}:${place.line}:${place.column}: ${message}` : message
}

/** What compilers say of where they stopped: `column` from 0, as Rollup has it. */
interface Located {
  loc?: { file?: string; line: number; column: number }
  id?: string
}

function placeOf(error: unknown, siteFolder: string): Place | undefined {
  if (error instanceof EnddelError) return undefined
  const { loc, id } = error as Located
  const file = loc?.file ?? id
  if (loc && file) return placeIn(file.replace(/\?.*$/, ''), loc.line, loc.column + 1)
  const text = error instanceof Error ? `${error.message}\n${error.stack}` : ''
  return drawnPlace(text, siteFolder) ?? thrownPlace(error, siteFolder)
}

/** The place in the picture that the compiler draws. */
function drawnPlace(text: string, siteFolder: string): Place | undefined {
  const [, file, line, column] = /\[ ?([^\]\n]+):(\d+):(\d+) ?\]/.exec(stripVTControlCharacters(text)) ?? []
  if (file === undefined) return undefined
  return placeIn(existsSync(file) ? resolve(file) : resolve(siteFolder, file), Number(line), Number(column))
}

/** The first line of the stack that lies in the site. */
function thrownPlace(error: unknown, siteFolder: string): Place | undefined {
  for (const line of (error instanceof Error ? (error.stack ?? '') : '').split('\n')) {
    const [, file = '', row, column] =
      /^\s+at (?:.*\()?(?:file:\/\/)?(\/.+?|[A-Za-z]:.+?):(\d+):(\d+)\)?$/.exec(line) ?? []
    if (file.startsWith(siteFolder) && !file.includes('node_modules')) return placeIn(file, Number(row), Number(column))
  }
  return undefined
}

function placeIn(file: string, line: number, column: number): Place {
  return { file: relative('', file), line, column }
}

const linesAround = 3

function frameAt({ file, line, column }: Place): string | undefined {
  if (!existsSync(file)) return undefined
  const lines = readFileSync(file, 'utf8').split('\n')
  const first = Math.max(1, line - linesAround)
  const shown = lines.slice(first - 1, line + linesAround)
  const width = String(first + shown.length).length
  return shown
    .flatMap((text, index) => {
      const number = first + index
      const row = `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text}`
      return number === line ? [row, `  ${' '.repeat(width)} | ${' '.repeat(Math.max(0, column - 1))}^`] : [row]
    })
    .join('\n')
}

/** What a compiler says of the place, without its picture, which there is one of already. */
function firstLine(message: string): string {
  const lines = clean(message).split('\n')
  const said = lines.map((line) => /^(?:Error: )?\[[A-Z_]+\]:?\s*(.+)/.exec(line)?.[1]).find(Boolean)
  return said ?? lines[0]!
}

function clean(text: string): string {
  return stripVTControlCharacters(text)
}
