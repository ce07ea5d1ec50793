/** What went wrong for the clients of a thread. Plain data: it crosses threads. */
export interface FeedFaults {
  lost: number
  wrong: number
  /** The first few that differ, as sentences. */
  problems: readonly string[]
}

const maxProblems = 5

export function noFaults(): FeedFaults {
  return { lost: 0, wrong: 0, problems: [] }
}

export function addFault(faults: FeedFaults, kind: 'lost' | 'wrong', problem: string, count = 1): FeedFaults {
  return { ...faults, [kind]: faults[kind] + count, problems: mergeProblems([faults.problems, [problem]]) }
}

export function mergeFaults(all: readonly FeedFaults[]): FeedFaults {
  return all.reduce(
    (sum, { lost, wrong, problems }) => ({
      lost: sum.lost + lost,
      wrong: sum.wrong + wrong,
      problems: mergeProblems([sum.problems, problems]),
    }),
    noFaults(),
  )
}

function mergeProblems(all: readonly (readonly string[])[]): string[] {
  return [...new Set(all.flat())].slice(0, maxProblems)
}
