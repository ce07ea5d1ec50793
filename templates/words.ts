import { usePage } from 'enddel'
import { type Format, formatFor } from './format.ts'
import { en } from './strings/en.ts'
import { ru } from './strings/ru.ts'
import { type Strings, vi } from './strings/vi.ts'

/** All that depends on the language: `t` are the texts, `f` writes numbers and dates. */
export interface Words {
  t: Strings
  f: Format
}

export function useWords(): Words {
  return wordsIn(usePage().locale)
}

export function wordsIn(locale: string): Words {
  return { t: strings[locale] ?? vi, f: formatFor(locale) }
}

const strings: Record<string, Strings> = { vi, en, ru }
