/** The name that was probably meant, when one is no more than a slip or two away; of two, the one that begins alike. */
export function closest(typed: string, names: readonly string[]): string | undefined {
  const allowed = Math.max(1, Math.floor(typed.length / 3))
  const found = names.map((name) => {
    const slips = slipsBetween(typed.toLowerCase(), name.toLowerCase())
    return { name, slips: slips + (name[0]?.toLowerCase() === typed[0]?.toLowerCase() ? 0 : 0.5) }
  })
  const [best] = found.filter(({ slips }) => slips < allowed + 1).sort((a, b) => a.slips - b.slips)
  return best?.name
}

/** Letters added, left out, replaced, or two that changed places: the edit distance of Damerau, between short words. */
function slipsBetween(a: string, b: string): number {
  let older: number[] = []
  let old = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const plain = Math.min(old[j]! + 1, row[j - 1]! + 1, old[j - 1]! + (isSame ? 0 : 1))
      row.push(isSwapped ? Math.min(plain, older[j - 2]! + 1) : plain)
    }
    older = old
    old = row
  }
  return old[b.length]!
}
