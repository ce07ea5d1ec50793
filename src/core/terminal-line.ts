/** A line of the log for a person at a terminal: when, what, and the fields as far as they are short. */
export function terminalLine(json: string): string {
  // Of our own making: what pino writes is an object with these two.
  const { level, time, msg, err, ...fields } = JSON.parse(json) as LogLine
  const told = `${level >= errorLevel ? 'error: ' : level >= warnLevel ? 'warning: ' : ''}${msg ?? ''}`
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${short(value)}`)
  return `${[timeOf(time), told + reason(err), ...rest].join('  ')}\n`
}

interface LogLine {
  level: number
  time: string
  msg?: string
  err?: { type: string; message: string; hint?: string; stack: string }
  [field: string]: unknown
}

const warnLevel = 40
const errorLevel = 50
const maxLength = 60

/** By the clock on the wall. */
function timeOf(time: string): string {
  return new Date(time).toTimeString().slice(0, 8)
}

/** Only of a bug does the stack say more. */
function reason(err: LogLine['err']): string {
  if (!err) return ''
  if (err.type !== 'EnddelError') return `\n${err.stack}`
  return `: ${err.message}${err.hint ? ` (${err.hint})` : ''}`
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text
}
