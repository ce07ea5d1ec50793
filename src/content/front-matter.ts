import { type Document, isAlias, LineCounter, parseDocument, visit } from 'yaml'
import { EnddelError } from '../core/errors.ts'
import { plainYaml } from './front-matter-plain.ts'

/** Parts a text into its YAML front matter and the body; `bodyLine` is the line (from 1) on which the body starts. */
export function splitFrontMatter(text: string, place: string): { data: unknown; body: string; bodyLine: number } {
  const match = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text)
  if (!match) {
    throw new EnddelError('E_FRONT_MATTER', `${place}:1: no front matter`, {
      hint: 'begin the file with --- , the fields, and --- on a line of its own',
    })
  }

  const body = text.slice(match[0].length)
  const data = plainYaml(match[1]!) ?? readYaml(match[1]!, place)
  return { data, body, bodyLine: match[0].split('\n').length }
}

function readYaml(text: string, place: string): unknown {
  const lines = new LineCounter()
  const document = parseDocument(text, { prettyErrors: true, lineCounter: lines })
  const [broken] = document.errors
  if (broken) {
    const line = (broken.linePos?.[0].line ?? 1) + 1 // the opening --- is line 1
    throw new EnddelError('E_FRONT_MATTER', `${place}:${line}: broken front matter: ${firstLine(broken.message)}`, {
      hint: 'put quotes around a text that holds ": " or "#"',
    })
  }
  refuseAliases(document, lines, place)
  return document.toJS()
}

/** Front matter has no need of them, and a few lines of aliases can stand for gigabytes. */
function refuseAliases(document: Document, lines: LineCounter, place: string): void {
  visit(document, {
    Node(_, node) {
      if (!isAlias(node)) return
      const line = lines.linePos(node.range?.[0] ?? 0).line + 1
      throw new EnddelError('E_FRONT_MATTER', `${place}:${line}: broken front matter: the alias *${node.source}`, {
        hint: 'write the value out, or put it in quotes if it begins with *',
      })
    },
  })
}

function firstLine(message: string): string {
  return message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')
}
