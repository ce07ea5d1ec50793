import { usePage } from 'enddel'
import { languages } from './settings.ts'

/** Every text of the site that is not in a report. */
export interface Words {
  language: string
  tagline: string
  skip: string
  home: string
  prices: string
  asOf: string
  demo: string
  change: string
  up: string
  down: string
  flat: string
  week: string
  pause: { pause: string; resume: string }
  states: Record<
    'connecting' | 'live' | 'demo' | 'delayed' | 'stale' | 'closed' | 'paused' | 'disconnected',
    string
  > & {
    ended: string
  }
  latest: string
  reports: string
  allReports: string
  noReports: string
  minutes: (count: number) => string
  sources: string
  figures: string
  disclaimer: string
  notFound: string
  broken: string
}

export function useWords(): Words {
  return wordsIn(usePage().locale)
}

export function wordsIn(locale: string): Words {
  return languages[locale] ?? Object.values(languages)[0]!
}

/** The day of a report where it was written, such as 20 November 2026. */
export function dayOf(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(iso.slice(0, 10)))
}
