/** Shared with the threads. For each list of tasks: */
export interface Places {
  /** At which one its thread is, from 1. */
  tasks: Int32Array
  /** The id of that thread. */
  threads: Int32Array
}

export interface TaskWatch {
  places: Places
  /** A number for a list of tasks. `onOverrun` is called, once, with the index of the task that takes too long. */
  enter(onOverrun: (index: number, thread: number) => void): number
  isBegun(list: number): boolean
  leave(list: number): void
  close(): void
}

/**
 * Tells which of the tasks that were handed to a thread together takes longer than `taskMs`: the thread itself cannot, for it
 * may be in a loop. What is counted are looks, not time: of a machine that was asleep nobody is guilty.
 */
export function createTaskWatch(lists: number, taskMs: number): TaskWatch {
  const shared = () => new Int32Array(new SharedArrayBuffer(lists * Int32Array.BYTES_PER_ELEMENT))
  const places: Places = { tasks: shared(), threads: shared() }
  const watched: (Watched | undefined)[] = Array.from({ length: lists }, () => undefined)
  const looking = setInterval(look, taskMs / looksPerTask)
  looking.unref()

  function look(): void {
    for (const [list, one] of watched.entries()) {
      const at = Atomics.load(places.tasks, list)
      if (!one || at === 0) continue
      one.looks = one.at === at ? one.looks + 1 : 0
      one.at = at
      if (one.looks === looksPerTask) one.onOverrun(at - 1, Atomics.load(places.threads, list))
    }
  }

  return {
    places,
    enter(onOverrun) {
      const list = watched.indexOf(undefined)
      Atomics.store(places.tasks, list, 0)
      watched[list] = { onOverrun, at: 0, looks: 0 }
      return list
    },
    isBegun: (list) => Atomics.load(places.tasks, list) > 0,
    leave: (list) => void (watched[list] = undefined),
    close: () => clearInterval(looking),
  }
}

interface Watched {
  onOverrun: (index: number, thread: number) => void
  at: number
  looks: number
}

/** Since the first. */
const looksPerTask = 8
