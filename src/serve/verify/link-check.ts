import type { Problem } from '../../output/problem.ts'
import type { LinkTarget } from './link-targets.ts'
import { readAttributes } from './read-attributes.ts'
import { isXml, readXmlLinks } from './read-xml-links.ts'

/**
 * Follows the links of all pages, one page after the other. What is kept grows with the links that lead nowhere and with
 * the fragments asked for, not with the pages.
 */
export interface LinkCheck {
  /** Notes where the links of a page lead; `type` is that of a document, of which XML is read alone. */
  follow(address: string, text: Buffer, type?: string): void
  /** Pages of which others name a place: their ids are to be looked at with {@link LinkCheck.answer}. */
  isAsked(address: string): boolean
  answer(address: string, html: Buffer): void
  /** Links inside the site so far. */
  count(): number
  problems(): Problem[]
}

/** Distinct links that are remembered as wrong; a site with more has a mistake that the first ones show. */
export const maxWrong = 1_000

interface WrongLink {
  link: string
  why: string
  from: string
  times: number
}

export function createLinkCheck(targetOf: (link: string, from: string) => LinkTarget): LinkCheck {
  const wrong = new Map<string, WrongLink>()
  /** By address and fragment: who asked first, and how often it was asked for. */
  const asked = new Map<string, Map<string, { from: string; times: number }>>()
  let count = 0

  function note(link: string, why: string, from: string, times = 1): void {
    const known = wrong.get(link)
    if (known) known.times += times
    else if (wrong.size < maxWrong) wrong.set(link, { link, why, from, times })
  }

  function ask(address: string, fragment: string, from: string): void {
    const fragments = asked.get(address) ?? new Map<string, { from: string; times: number }>()
    asked.set(address, fragments)
    const known = fragments.get(fragment)
    if (known) known.times++
    else fragments.set(fragment, { from, times: 1 })
  }

  /** Undefined for a link that leads to no page, or to one as a whole. */
  function step(value: string, address: string): { address: string; fragment: string } | undefined {
    const link = withoutSpace(value)
    const target = targetOf(link, address)
    if (target.kind === 'outside') return undefined
    count++
    if (target.kind === 'nothing') note(link, target.why, address)
    return target.kind !== 'page' || isTop(target.fragment) ? undefined : target
  }

  return {
    follow(address, html, type) {
      if (type !== undefined) return void (isXml(type) && readXmlLinks(html, (link) => step(link, address)))
      const ids = new Set<string>()
      const here = new Set<string>()
      readAttributes(html, attributes, (name, value, tag) => {
        if (isPlace(name, tag)) return ids.add(value)
        if (name === 'name') return
        const place = step(value, address)
        if (place?.address === address) here.add(place.fragment)
        else if (place) ask(place.address, place.fragment, address)
      })
      for (const fragment of here) if (!hasId(ids, fragment)) note(`${address}#${fragment}`, noSuchPlace, address)
    },
    isAsked: (address) => asked.has(address),
    answer(address, html) {
      const ids = new Set<string>()
      readAttributes(html, attributes, (name, value, tag) => isPlace(name, tag) && ids.add(value))
      for (const [fragment, { from, times }] of asked.get(address) ?? [])
        if (!hasId(ids, fragment)) note(`${address}#${fragment}`, noSuchPlace, from, times)
    },
    count: () => count,
    problems: () => [...wrong.values()].map(describe),
  }
}

const attributes = new Set(['href', 'src', 'id', 'name'])
const noSuchPlace = 'the page has no such id'

/** Where a fragment may lead; `name` is the older way of saying so. */
function isPlace(name: string, tag: string): boolean {
  return name === 'id' || (name === 'name' && tag === 'a')
}

/** HTML, section 7.4.6.3: these lead to the top of any page. */
function isTop(fragment: string): boolean {
  return fragment === '' || fragment.toLowerCase() === 'top'
}

/** As it stands, or else decoded. */
function hasId(ids: ReadonlySet<string>, fragment: string): boolean {
  if (ids.has(fragment)) return true
  try {
    return ids.has(decodeURIComponent(fragment))
  } catch {
    return false
  }
}

/** As the URL parser does. */
function withoutSpace(link: string): string {
  return link.trim().replace(/[\t\n\r]/g, '')
}

function describe({ link, why, from, times }: WrongLink): Problem {
  const more = times > 1 ? ` (${times} such links in all)` : ''
  return {
    kind: 'link',
    place: from,
    message: `links to ${link}: ${why}${more}`,
    hint: 'correct the link, or add what it leads to',
  }
}
