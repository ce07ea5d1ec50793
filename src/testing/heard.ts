import { before } from '../core/lifecycle.ts'

/** What a listener has heard, and a way to wait for more. */
export interface Heard<Item> {
  items: Item[]
  add(item: Item): void
  /** Resolves when what was heard so far satisfies `isThere`. */
  until(isThere: (items: readonly Item[]) => boolean): Promise<void>
}

/** Only a test that fails waits so long. */
const deadlineMs = 30_000

export function createHeard<Item>(): Heard<Item> {
  const items: Item[] = []
  let looks: (() => void)[] = []
  return {
    items,
    add(item) {
      items.push(item)
      for (const look of looks) look()
    },
    async until(isThere) {
      let look = () => {}
      const met = new Promise<void>((resolve) => (look = () => isThere(items) && resolve()))
      looks.push(look)
      look()
      await before(deadlineMs, met, () => new Error(`waited in vain; heard ${JSON.stringify(items)}`)).finally(() => {
        looks = looks.filter((other) => other !== look)
      })
    },
  }
}
