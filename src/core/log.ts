import { destination, type Logger, pino } from 'pino'

export type { Logger }

/** JSON lines on standard error; standard output is for what a command was asked to print. */
export function createLog(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination({ dest: 2, sync: true }))
}
