import { CommanderError } from 'commander'
import { EnddelError } from '../core/errors.ts'

/** `quarantined`: the build is current, but reports are left out of it, or as they were before. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, quarantined: 3, bug: 70 } as const

export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return exitCodes.usage
  if (error instanceof EnddelError) return error.code === 'E_USAGE' ? exitCodes.usage : exitCodes.failed
  return exitCodes.bug
}

/** One line for what was to be expected; a bug keeps its stack. `command` is the one whose help may tell more. */
export function printError(error: unknown, command?: string): void {
  console.error(`enddel: ${describe(error, command)}`)
}

function describe(error: unknown, command: string | undefined): string {
  if (error instanceof EnddelError) return error.hint ? `${error.message} (${error.hint})` : error.message
  if (error instanceof CommanderError)
    return `${oneLine(error.message)} (see \`${['enddel', command, '--help'].filter(Boolean).join(' ')}\`)`
  return `this is a bug in enddel: ${error instanceof Error ? error.stack : String(error)}`
}

function oneLine(message: string): string {
  return message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ')
}
