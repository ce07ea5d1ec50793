import { stripVTControlCharacters } from 'node:util'
import type { Logger } from 'vite'
import type { OnDevEvent } from './dev-event.ts'

/** What Vite has to say, as events. */
export function toLogger(onEvent: OnDevEvent): Logger {
  const told = new Set<string>()
  const tell = (level: 'info' | 'warn' | 'error') => (message: string) =>
    onEvent({ type: 'vite', level, message: stripVTControlCharacters(message).trim() })
  const warn = tell('warn')
  const logger: Logger = {
    info: tell('info'),
    warn,
    error: tell('error'),
    warnOnce(message) {
      if (told.has(message)) return
      told.add(message)
      warn(message)
    },
    clearScreen() {},
    hasErrorLogged: () => false,
    hasWarned: false,
  }
  return logger
}
