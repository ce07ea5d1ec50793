import { type Finding, note } from './finding.ts'

/** Ages of figures and pages are counted by the clock of each machine, so these should agree. */
export function clockFinding(whose: string, aheadMs: number): Finding[] {
  if (Math.abs(aheadMs) < tolerableMs) return []
  const seconds = Math.round(Math.abs(aheadMs) / 1_000)
  const message = `the clock of ${whose} is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} this one`
  return [note('clock', message, 'keep both right with chrony or systemd-timesyncd')]
}

const tolerableMs = 2_000
