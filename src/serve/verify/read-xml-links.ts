import { decodeEntities } from './decode-entities.ts'

/**
 * Tells of the addresses in a document that is XML, as they are meant: what `<loc>` and `<link>` hold, and every `href`. Not of
 * those in comments and CDATA, where pages are quoted that have been looked at themselves.
 */
export function readXmlLinks(xml: Buffer, onLink: (link: string) => void): void {
  for (const [, text, double, single] of xml.toString().matchAll(links)) {
    const link = text ?? double ?? single
    if (link !== undefined) onLink(decodeEntities(link))
  }
}

const links =
  /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<(?:[\w.-]+:)?(?:loc|link)>([^<]*)<\/|\shref\s*=\s*(?:"([^"]*)"|'([^']*)')/g

export function isXml(type: string): boolean {
  return /\/([\w.-]+\+)?xml\b/.test(type)
}
