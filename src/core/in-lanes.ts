/** Works on all items, at most `lanes` at a time, starting them in order; none any more once one has failed. */
export async function inLanes<Item>(
  items: Iterable<Item>,
  lanes: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items[Symbol.iterator]()
  let isFailed = false
  const lane = async () => {
    try {
      for (let next = waiting.next(); !next.done && !isFailed; next = waiting.next()) await work(next.value)
    } catch (error) {
      isFailed = true
      throw error
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
