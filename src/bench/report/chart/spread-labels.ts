/** Moves labels up and down until none covers another, each as near to its place as can be; their order stays. */
export function spreadLabels<Label extends { y: number }>(
  labels: readonly Label[],
  { top, bottom, apart }: { top: number; bottom: number; apart: number },
): Label[] {
  const spread = [...labels].sort((a, b) => a.y - b.y).map((label) => ({ ...label }))
  let least = top
  for (const label of spread) {
    label.y = Math.max(label.y, least)
    least = label.y + apart
  }
  let most = bottom
  for (const label of spread.toReversed()) {
    label.y = Math.min(label.y, most)
    most = label.y - apart
  }
  return spread
}
