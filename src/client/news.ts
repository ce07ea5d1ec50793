import type { ServerMessage } from '../realtime/protocol.ts'

/**
 * Tells the page of reports and builds: `enddel:report` and `enddel:build` at the document, with `id` and `time` as detail.
 * A welcome tells what came while nobody was connected.
 */
export function createNews(): { hear(message: ServerMessage): void } {
  const page = document.documentElement.dataset
  let newest: number | null | undefined

  function tell(name: string, id: unknown, time: number): void {
    document.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { id, time } }))
  }

  function build(id: string, time: number, isNews: boolean): void {
    if (page.build === id) return
    page.build = id
    if (isNews) tell('enddel:build', id, time)
  }

  function report(id: number | null, time: number, isNews: boolean): void {
    newest = id
    if (isNews && id !== null) tell('enddel:report', id, time)
  }

  return {
    hear(message) {
      if (message.type === 'build') build(message.id, message.time, true)
      // A report that changed is told again under its own id.
      if (message.type === 'report') report(message.id, message.time, true)
      if (message.type !== 'welcome') return
      build(message.build, message.time, page.build !== undefined)
      report(message.report, message.time, newest !== undefined && newest !== message.report)
    },
  }
}
