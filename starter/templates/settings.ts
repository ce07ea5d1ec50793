import type { Words } from './words.ts'
import { en } from './words/en.ts'
import { ru } from './words/ru.ts'
import { vi } from './words/vi.ts'

export const siteName = 'Market notes'

/** The first is the default. A further language is a file below words/ and a line here. */
export const languages: Record<string, Words> = { en, ru, vi }
