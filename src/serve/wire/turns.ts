/** Runs a task now, or in one of the next turns of the event loop when this one has had its share. */
export type Turns = (task: () => void) => void

/**
 * What takes long is spread over turns of the event loop, a few tasks each, so that what is quick never waits for more than
 * those. As many requests as there are clients may come in one turn.
 */
export function createTurns(perTurn: number): Turns {
  const waiting: (() => void)[] = []
  let left = perTurn
  let isNextTurnDue = false

  function nextTurn() {
    isNextTurnDue = false
    left = perTurn
    for (const task of waiting.splice(0, perTurn)) run(task)
  }

  function run(task: () => void) {
    left--
    if (!isNextTurnDue) setImmediate(nextTurn)
    isNextTurnDue = true
    task()
  }

  return (task) => {
    if (left > 0 && waiting.length === 0) run(task)
    else waiting.push(task)
  }
}
