/** Something of a build that is not as it should be; `place` is a file, or the address of a page. */
export interface Problem {
  /** `damaged`: it cannot be served as it was built; `stray`: it is too much; `link`: it leads nowhere. */
  kind: 'damaged' | 'stray' | 'link'
  place: string
  message: string
  /** What to do. */
  hint: string
}

export type OnProblem = (problem: Problem) => void

/** What is damaged is made anew by a build that takes nothing over. */
export function damage(place: string, message: string): Problem {
  return { kind: 'damaged', place, message, hint: 'run `enddel build --force`' }
}
