/** Page numbers to show: the first, the last, the current one and its neighbours; a gap of two or more is `'gap'`. */
export function pagerItems(current: number, last: number): (number | 'gap')[] {
  const pages = new Set([1, current - 1, current, current + 1, last])
  // A gap of one page would take the room of its number.
  if (current === 4) pages.add(2)
  if (current === last - 3) pages.add(last - 1)
  const shown = [...pages].filter((page) => page >= 1 && page <= last).toSorted((a, b) => a - b)
  return shown.flatMap((page, index) => (page - (shown[index - 1] ?? 0) > 1 ? ['gap' as const, page] : [page]))
}
