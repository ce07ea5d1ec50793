import { createTask } from 'node-cron'
import type { Running } from '../core/lifecycle.ts'

/** Calls `onDue` at the times of a cron line, as the clocks in `timezone` show them; without a zone, as this machine's do. */
export function schedule(line: string, timezone: string | undefined, onDue: () => void): Running {
  const task = createTask(line, onDue, timezone === undefined ? {} : { timezone })
  void task.start()
  return {
    async close() {
      await task.destroy()
    },
  }
}
