/** The head of an answer as a client has to read it (RFC 9112, sections 4 to 6). */
export interface AnswerHead {
  status: number
  /** Names in lower case; fields of one name are joined with `, `. */
  fields: Readonly<Record<string, string>>
  /** How many bytes, `chunked`, or up to the end of the connection. */
  body: number | 'chunked' | 'until-close'
  /** The server closes the connection after this answer. */
  isLast: boolean
}

/** `text` is the head in Latin-1 without the empty line that ends it. Throws when it is none. */
export function readHead(text: string, isHeadRequest: boolean): AnswerHead {
  const [first = '', ...lines] = text.split('\r\n')
  const [, minor, code] = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: .*)?$/s.exec(first) ?? []
  if (code === undefined) throw new Error(`an answer does not begin with ${JSON.stringify(first.slice(0, 80))}`)
  const fields: Record<string, string> = Object.create(null)
  for (const line of lines) {
    const [, name, value] = /^([^\s:]+):[ \t]*(.*?)[ \t]*$/s.exec(line) ?? []
    if (name === undefined) throw new Error(`no field looks like ${JSON.stringify(line.slice(0, 80))}`)
    const key = name.toLowerCase()
    fields[key] = key in fields ? `${fields[key]}, ${value}` : value!
  }
  const status = Number(code)
  const body = hasNoBody(status, isHeadRequest) ? 0 : bodyOf(fields)
  return { status, fields, body, isLast: body === 'until-close' || isClosing(fields, minor === '0') }
}

function hasNoBody(status: number, isHeadRequest: boolean): boolean {
  return isHeadRequest || status < 200 || status === 204 || status === 304
}

function bodyOf(fields: AnswerHead['fields']): AnswerHead['body'] {
  const transfer = fields['transfer-encoding']
  if (transfer !== undefined) {
    if (transfer.toLowerCase() === 'chunked') return 'chunked'
    throw new Error(`Transfer-Encoding ${JSON.stringify(transfer)} was not asked for`)
  }
  const length = fields['content-length']
  if (length === undefined) return 'until-close'
  const [value = '', ...others] = length.split(/[ \t]*,[ \t]*/)
  if (!/^\d{1,15}$/.test(value) || others.some((other) => other !== value))
    throw new Error(`Content-Length is ${JSON.stringify(length)}`)
  return Number(value)
}

function isClosing(fields: AnswerHead['fields'], isOld: boolean): boolean {
  const options = (fields.connection ?? '').toLowerCase().split(/[ \t]*,[ \t]*/)
  return options.includes('close') || (isOld && !options.includes('keep-alive'))
}
