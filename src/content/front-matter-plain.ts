/**
 * Reads plain YAML: fields and items in lines of their own; texts, quoted or not, and numbers; `[lists]` and `{ maps }`
 * within a line. For any text it gives either what `yaml` gives or undefined: then it is not sure, and yaml is to be
 * asked, which also knows what is wrong and where (docs/decisions/0010).
 */
export function plainYaml(text: string): Fields | undefined {
  if (strange.test(text)) return undefined
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const place: Place = { lines, at: 0 }
  const fields = readFields(place, 0)
  return lines.length > 0 && place.at === lines.length ? fields : undefined
}

type Fields = Record<string, unknown>

interface Place {
  lines: string[]
  at: number
}

/** The fields that stand `indent` spaces from the edge, up to the first line that stands elsewhere. */
function readFields(place: Place, indent: number): Fields | undefined {
  const fields: Fields = {}
  for (; place.at < place.lines.length && indentOf(place) === indent;) {
    const [, key, inline] = fieldLine.exec(place.lines[place.at]!.slice(indent)) ?? []
    if (key === undefined || !isNewKey(fields, key)) return undefined
    place.at++
    const value = inline === undefined ? readBlock(place, indent) : readLine(inline)
    if (value === undefined) return undefined
    fields[key] = value
  }
  return fields
}

/** What stands below a field without a value of its own. */
function readBlock(place: Place, above: number): unknown {
  const indent = indentOf(place)
  if (place.lines[place.at]?.startsWith('- ', indent)) return indent < above ? undefined : readItems(place, indent)
  return indent <= above ? undefined : readFields(place, indent)
}

function readItems(place: Place, indent: number): unknown[] | undefined {
  const items: unknown[] = []
  for (; indentOf(place) === indent && place.lines[place.at]!.startsWith('- ', indent);) {
    const item = readItem(place, indent)
    if (item === undefined) return undefined
    items.push(item)
  }
  return items
}

function readItem(place: Place, indent: number): unknown {
  const line = place.lines[place.at]!.slice(indent + 2)
  if (fieldLine.test(line)) {
    place.lines[place.at] = ' '.repeat(indent + 2) + line // fields of an item stand where its first one does
    return readFields(place, indent + 2)
  }
  place.at++
  return readLine(line)
}

/** -1 below the last line. */
function indentOf({ lines, at }: Place): number {
  return lines[at]?.search(/[^ ]/) ?? -1
}

/** A value that ends with its line. */
function readLine(text: string): unknown {
  if (!opening.test(text)) return notPlain.test(text) ? undefined : readScalar(text)
  const flow: Flow = { text, at: 0 }
  const value = readFlow(flow, 0)
  return flow.at === text.length ? value : undefined
}

interface Flow {
  text: string
  at: number
}

function readFlow(flow: Flow, depth: number): unknown {
  if (depth > 4) return undefined
  if (take(flow, listStart)) return readFlowList(flow, depth)
  if (take(flow, mapStart)) return readFlowMap(flow, depth)
  const quoted = take(flow, quotedText)
  if (quoted) return quoted[1] ?? quoted[2]
  const plain = take(flow, flowWords)
  return plain ? readScalar(plain[0]) : undefined
}

function readFlowList(flow: Flow, depth: number): unknown[] | undefined {
  const items: unknown[] = []
  if (take(flow, listEnd)) return items
  do {
    const item = readFlow(flow, depth + 1)
    if (item === undefined) return undefined
    items.push(item)
  } while (take(flow, comma))
  return take(flow, listEnd) ? items : undefined
}

function readFlowMap(flow: Flow, depth: number): Fields | undefined {
  const fields: Fields = {}
  if (take(flow, mapEnd)) return fields
  do {
    const key = take(flow, flowKey)?.[1]
    if (key === undefined || !isNewKey(fields, key)) return undefined
    const value = readFlow(flow, depth + 1)
    if (value === undefined) return undefined
    fields[key] = value
  } while (take(flow, comma))
  return take(flow, mapEnd) ? fields : undefined
}

function take(flow: Flow, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = flow.at
  const match = pattern.exec(flow.text)
  flow.at += match?.[0].length ?? 0
  return match
}

/** YAML 1.2: a date is a text. */
function readScalar(text: string): string | number | undefined {
  if (letterFirst.test(text)) return reserved.test(text) ? undefined : text
  if (number.test(text)) return Number(text)
  return dateOrWord.test(text) ? text : undefined
}

function isNewKey(fields: Fields, key: string): boolean {
  return !Object.hasOwn(fields, key) && readScalar(key) === key
}

/** Blanks other than spaces between words, and what cannot be seen. */
const strange = /[\0-\x09\x0b-\x1f\x7f-\xa0\u2028\u2029\ufeff]| (?:\n|$)/

const fieldLine = /^([A-Za-z0-9][\w-]{0,60}):(?: +(.+))?$/
const opening = /^[[{"']/
const notPlain = /: | #|:$/

const listStart = /\[ */y
const listEnd = / *\]/y
const mapStart = /\{ */y
const mapEnd = / *\}/y
const comma = / *, */y
const flowKey = /([A-Za-z0-9][\w-]{0,60}): +/y
const flowWords = /[^\s,[\]{}:#"'](?:[^,[\]{}:#"']*[^\s,[\]{}:#"'])?/y
const quotedText = /"([^"\\]*)"|'([^']*)'/y

const letterFirst = /^\p{L}/u
const reserved = /^(?:null|true|false)$/i
const number = /^(?:0|[1-9]\d{0,14})(?:\.\d{1,20})?$/
const dateOrWord = /^\d{4}-\d\d-\d\d|^\d+[G-NP-WYZ]/
