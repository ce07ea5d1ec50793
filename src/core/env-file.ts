import { readFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import { EnddelError, errnoOf, messageOf } from './errors.ts'

/** The variables of a `.env` file; none when there is no such file. Errors tell the place, never what stands there. */
export async function readEnvFile(file: string): Promise<Record<string, string | undefined>> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return ''
    throw new EnddelError('E_USAGE', `${file} cannot be read: ${messageOf(error)}`, {
      hint: 'make it a file that this user may read, or remove it',
      cause: error,
    })
  })
  return parseEnv(assignmentsIn(text, file).join('\n'))
}

const blankOrComment = /[ \t]*(?:#.*)?\n/y
const assignment =
  /[ \t]*(?:export +)?([A-Za-z_]\w* *= *(?:"[^"]*"|'[^']*'|`[^`]*`|(?!["'`])[^\n\t#]*)) *(?:(?<=[ =])#.*)?\n/y

/**
 * parseEnv takes a broken line for part of the next name, or drops what follows it, and cuts a bare value at its first
 * `#`. So it only gets lines that are sure to be right.
 */
function assignmentsIn(raw: string, file: string): string[] {
  const text = `${raw.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')}\n`
  const found: string[] = []
  for (let at = 0; at < text.length;) {
    blankOrComment.lastIndex = assignment.lastIndex = at
    const match = blankOrComment.exec(text) ?? assignment.exec(text)
    if (!match) {
      throw new EnddelError('E_USAGE', `${file}:${text.slice(0, at).split('\n').length}: not NAME=value`, {
        hint: 'write one NAME=value a line, with quotes around a value that holds quotes, tabs, # or line breaks',
      })
    }
    if (match[1]) found.push(match[1])
    at += match[0].length
  }
  return found
}
