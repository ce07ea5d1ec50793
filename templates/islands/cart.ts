/** What a reader has put into the cart. It is kept in this browser alone: the sample site takes no orders. */
export interface CartLine {
  slug: string
  name: string
  amount: number
  currency: string
  count: number
}

const key = 'cart'
const maxLines = 50
export const maxCount = 99

export function readCart(): CartLine[] {
  try {
    const lines: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(lines) ? lines.filter(isLine).slice(0, maxLines) : []
  } catch {
    return []
  }
}

/** Zero takes the line out. False when it could not be kept. */
export function putIntoCart(line: CartLine): boolean {
  const count = Math.min(maxCount, Math.max(0, Math.trunc(line.count) || 0))
  const lines = readCart()
  const at = lines.findIndex(({ slug }) => slug === line.slug)
  if (at >= 0) lines.splice(at, 1, ...(count > 0 ? [{ ...line, count }] : []))
  else if (count > 0 && lines.length < maxLines) lines.push({ ...line, count })
  try {
    localStorage.setItem(key, JSON.stringify(lines))
  } catch {
    return false
  }
  dispatchEvent(new Event(cartChanged))
  return true
}

const cartChanged = 'enddel:cart'

/** Calls at once, and whenever the cart is another: by this page, another one, or one that is seen again. */
export function followCart(show: (lines: CartLine[]) => void): void {
  const showNow = () => show(readCart())
  addEventListener(cartChanged, showNow)
  addEventListener('storage', (event) => event.key === key && showNow())
  addEventListener('pageshow', ({ persisted }) => persisted && showNow())
  showNow()
}

/** What is stored may be old, or of somebody's own making. */
function isLine(line: unknown): line is CartLine {
  const { slug, name, amount, currency, count } = Object(line) as Partial<CartLine>
  return (
    typeof slug === 'string' &&
    /^[a-z0-9-]+$/.test(slug) &&
    typeof name === 'string' &&
    typeof amount === 'number' &&
    /^[A-Z]{3}$/.test(String(currency)) &&
    Number.isInteger(count) &&
    count! > 0 &&
    count! <= maxCount
  )
}
