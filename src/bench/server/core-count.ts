/** How many cores a list such as `0,2-3` names; undefined without one. */
export function coreCount(cores: string | undefined): number | undefined {
  return cores?.split(',').reduce((sum, range) => {
    const [first = 0, last = first, stride = 1] = range.split(/[-:]/).map(Number)
    return sum + Math.floor((last - first) / stride) + 1
  }, 0)
}
