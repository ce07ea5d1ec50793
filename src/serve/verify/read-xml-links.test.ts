import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isXml, readXmlLinks } from './read-xml-links.ts'

const xmlLinks = suite('serve/verify/read-xml-links')

function linksIn(xml: string): string[] {
  const found: string[] = []
  readXmlLinks(Buffer.from(xml), (link) => found.push(link))
  return found
}

xmlLinks('are what loc and link hold, with or without a prefix', () => {
  assert.equal(linksIn('<loc>/a</loc><link>/b</link><image:loc>/c</image:loc><locale>/d</locale><guid>/e</guid>'), [
    '/a',
    '/b',
    '/c',
  ])
})

xmlLinks('are every href, in either kind of quotes', () => {
  assert.equal(linksIn(`<x:link rel="self" href="/a"/>\n</x><link href='/b'></link><a\nhref = "/c">`), [
    '/a',
    '/b',
    '/c',
  ])
})

xmlLinks('are without entities, as letters of any language', () => {
  assert.equal(linksIn('<loc>/a?b&amp;c=ả</loc>'), ['/a?b&c=ả'])
})

xmlLinks('are not in comments, CDATA or escaped text', () => {
  assert.equal(linksIn('<!-- <loc>/a</loc> --><x><![CDATA[<a href="/b">]]></x><y>&lt;loc>/c&lt;/loc></y>'), [])
})

xmlLinks('are looked for in what is XML', () => {
  const types = ['application/rss+xml; charset=utf-8', 'text/xml', 'application/xml', 'image/svg+xml', 'text/plain']

  assert.equal(types.filter(isXml), types.slice(0, 4))
  assert.not(isXml('application/xmlish'))
})

xmlLinks.run()
