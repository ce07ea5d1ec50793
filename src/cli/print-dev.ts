import type { OnDevEvent } from '../dev/dev-event.ts'
import { titleOf } from '../dev/problem.ts'

interface Terminal {
  log(line: string): void
  error(line: string): void
}

const maxFiles = 5

/** One line for what changed; what is broken with its place, and what to do. `others` hears of the rest. */
export function printDev(terminal: Terminal, others: OtherEvents): OnDevEvent {
  return (event) => {
    switch (event.type) {
      case 'watching':
      case 'request':
      case 'render-failed':
        return
      case 'reload':
        for (const file of event.files.slice(0, maxFiles)) terminal.log(`page reload ${file}`)
        if (event.files.length > maxFiles) terminal.log(`and for ${event.files.length - maxFiles} more`)
        return
      case 'broken': {
        const { frame, hint, place, stack } = event.problem
        // Of what has no place, the stack is all there is.
        const rest = [hint && `(${hint})`, frame, !place && !hint && stack].filter(Boolean)
        return terminal.error([titleOf(event.problem), ...rest].join('\n'))
      }
      case 'report-left-out':
        return terminal.error(`left out or as before: ${event.message}${event.hint ? ` (${event.hint})` : ''}`)
      case 'figure-unknown': {
        const meant = event.meant ? `did you mean ${event.meant}? ` : ''
        const message = `${event.address}: there is no figure ${event.figure}, so a dash is shown`
        return terminal.error(`${message} (${meant}docs/site.md of enddel has all)`)
      }
      case 'vite':
        return event.level === 'info' ? terminal.log(event.message) : terminal.error(event.message)
      default:
        return others(event)
    }
  }
}

type OtherEvents = (event: Exclude<Parameters<OnDevEvent>[0], { type: OwnType }>) => void
type OwnType = 'watching' | 'reload' | 'broken' | 'report-left-out' | 'figure-unknown' | 'vite'
