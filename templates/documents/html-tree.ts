/**
 * HTML of a report as a tree. It was made safe and well formed when it was read, so this is no parser for what people write:
 * tags are closed, attributes quoted, and there are neither comments nor scripts.
 */
export type HtmlNode = string | HtmlElement

export interface HtmlElement {
  tag: string
  attributes: Readonly<Record<string, string>>
  children: HtmlNode[]
}

/** What lies deeper than `maxDepth` is taken as if it stood there. */
export function htmlTree(html: string): HtmlNode[] {
  const root: HtmlElement = { tag: '', attributes: {}, children: [] }
  const open = [root]
  for (const [text, end, start, attributes = ''] of html.matchAll(pieces)) {
    const parent = open.at(-1)!
    if (end) close(open, end)
    else if (!start) parent.children.push(decoded(text))
    else if (voids.has(start)) parent.children.push({ tag: start, attributes: attributesIn(attributes), children: [] })
    else open.push(open.length > maxDepth ? { ...parent, tag: start } : child(parent, start, attributes))
  }
  return root.children
}

const maxDepth = 100
const pieces = /<\/([a-z][a-z0-9]*)[^>]*>|<([a-z][a-z0-9]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>|[^<]+|</gi
const voids = new Set(['br', 'col', 'hr', 'img', 'wbr'])

function child(parent: HtmlElement, tag: string, attributes: string): HtmlElement {
  const made = { tag, attributes: attributesIn(attributes), children: [] }
  parent.children.push(made)
  return made
}

/** An end that was never begun ends nothing. */
function close(open: HtmlElement[], tag: string): void {
  const at = open.findLastIndex((one) => one.tag === tag)
  if (at > 0) open.length = at
}

function attributesIn(text: string): Record<string, string> {
  const found = text.matchAll(/([a-z][a-z-]*)=(?:"([^"]*)"|'([^']*)')/gi)
  return Object.fromEntries([...found].map(([, name, double, single]) => [name!, decoded(double ?? single ?? '')]))
}

function decoded(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,6}));?/gi, (whole, hex, decimal, name: string) => {
    const code = hex ? Number.parseInt(hex, 16) : decimal ? Number(decimal) : names[name]
    return code !== undefined && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

/** Those that writers use; others stay as they are. */
const names: Record<string, number> = {
  ...{ amp: 38, lt: 60, gt: 62, quot: 34, apos: 39, nbsp: 160, shy: 173, middot: 183, times: 215 },
  ...{ ndash: 0x2013, mdash: 0x2014, lsquo: 0x2018, rsquo: 0x2019, ldquo: 0x201c, rdquo: 0x201d },
  ...{ hellip: 0x2026, euro: 0x20ac, larr: 0x2190, rarr: 0x2192, minus: 0x2212 },
}
