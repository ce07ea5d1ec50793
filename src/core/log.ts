import { isatty } from 'node:tty'
import { destination, type Logger, pino } from 'pino'
import { terminalLine } from './terminal-line.ts'

export type { Logger }

/** JSON lines on standard error, and text where that is a terminal; standard output is for what a command was asked to print. */
export function createLog(level: string): Logger {
  const lines = destination({ dest: 2, sync: true })
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  if (!isatty(2)) return pino(options, lines)
  lines.on('error', () => {}) // the terminal was closed
  return pino(options, { write: (json) => void lines.write(terminalLine(json)) })
}
