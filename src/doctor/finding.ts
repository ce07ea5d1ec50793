export type Level = 'ok' | 'note' | 'problem'

/** One thing that was looked at. */
export interface Finding {
  /** What was looked at, in a word or two. */
  about: string
  level: Level
  message: string
  /** What to do, in one line; nothing where all is well. */
  fix?: string
}

export function ok(about: string, message: string): Finding {
  return { about, level: 'ok', message }
}

/** It works, but not as well as it could. */
export function note(about: string, message: string, fix: string): Finding {
  return { about, level: 'note', message, fix }
}

/** Something does not work, or will not. */
export function problem(about: string, message: string, fix: string): Finding {
  return { about, level: 'problem', message, fix }
}
