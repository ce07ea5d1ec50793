/** A day's regular trading of the US exchanges. */
export interface Session {
  openedAt: number
}

/** The session that is on: Monday to Friday, 9:30 to 16:00 in New York. Holidays and short days are not known here. */
export function sessionAt(now: number): Session | undefined {
  const local = new Map(newYork.formatToParts(now).map(({ type, value }) => [type, value]))
  const weekday = local.get('weekday')
  if (weekday === 'Sat' || weekday === 'Sun') return undefined
  const minutes = Number(local.get('hour')) * 60 + Number(local.get('minute')) - opensAtMinute
  if (minutes < 0 || minutes >= openMinutes) return undefined
  // Clocks are changed on Sundays at night, never between an opening and its close.
  return { openedAt: now - (now % 60_000) - minutes * 60_000 }
}

const opensAtMinute = 9 * 60 + 30
const openMinutes = 16 * 60 - opensAtMinute

const newYork = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  weekday: 'short',
  hour: 'numeric',
  minute: 'numeric',
})
