import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createLinkCheck, maxWrong } from './link-check.ts'
import type { LinkTarget } from './link-targets.ts'

const links = suite('serve/verify/link-check')

/** Pages are `/page…`; there is nothing at `/none…`. */
function target(link: string, from: string): LinkTarget {
  const [path = '', fragment = ''] = link.split('#')
  if (link.startsWith('#')) return { kind: 'page', address: from, fragment }
  if (path.startsWith('/page')) return { kind: 'page', address: path, fragment }
  return path.startsWith('/none') ? { kind: 'nothing', why: 'none' } : { kind: 'outside' }
}

function checkOf(pages: Record<string, string>) {
  const check = createLinkCheck(target)
  for (const [address, html] of Object.entries(pages)) check.follow(address, Buffer.from(html))
  for (const [address, html] of Object.entries(pages))
    if (check.isAsked(address)) check.answer(address, Buffer.from(html))
  return check
}

const messagesOf = (pages: Record<string, string>) =>
  checkOf(pages)
    .problems()
    .map(({ message }) => message)

links('are counted when they lead somewhere on the site', () => {
  const check = checkOf({
    '/page': '<a href="/page/2"><a href="#x"><p id="x"><img src="/none"><a href="https://a.example/">',
  })

  assert.is(check.count(), 3)
})

links('that lead nowhere are told once, with the first page that has them', () => {
  const pages = { '/page/1': '<a href="/none"><a href="/none">', '/page/2': '<img src="/none">' }

  assert.equal(checkOf(pages).problems(), [
    {
      kind: 'link',
      place: '/page/1',
      message: 'links to /none: none (3 such links in all)',
      hint: 'correct the link, or add what it leads to',
    },
  ])
})

links('in documents are followed when they are XML, and may be asked of no fragment', () => {
  const check = createLinkCheck(target)
  const xml = Buffer.from('<url><loc>/none/1</loc><x href="/page#a"/><loc>/page</loc></url>')
  check.follow('/map.xml', xml, 'application/xml')
  check.follow('/map.txt', xml, 'text/plain')

  assert.equal(
    check.problems().map(({ place, message }) => `${place} ${message}`),
    ['/map.xml links to /none/1: none'],
  )
  assert.is(check.count(), 3)
  assert.not(check.isAsked('/page'))
})

links('to places in pages before and after lead to ids and older names', () => {
  assert.equal(
    messagesOf({
      '/page/1': '<a href="/page/2#a"><a href="/page/2#b"><h1 id="c"><meta name="d">',
      '/page/2': '<a href="/page/1#c"><a href="/page/1#d"><a name="a"></a>',
    }),
    ['links to /page/2#b: the page has no such id', 'links to /page/1#d: the page has no such id'].reverse(),
  )
})

links('to places lead to ids as they stand, or decoded', () => {
  assert.equal(
    messagesOf({
      '/page/1': '<p id="xu-hướng"><p id="100%"><a href="#xu-h%C6%B0%E1%BB%9Bng"><a href="#xu-hướng"><a href="#100%">',
      '/page/2': '<a href="/page/1#xu-h%C6%B0%E1%BB%9Bng">',
    }),
    [],
  )
})

links('to the top of a page need no id', () => {
  assert.equal(messagesOf({ '/page/1': '<a href="#top"><a href="#"><a href="/page/1#"><a href="/page/9#Top">' }), [])
})

links('may have spaces around and lines within them', () => {
  assert.equal(messagesOf({ '/page/1': '<a href=" /no\nne ">' }), ['links to /none: none'])
})

links('to places in pages that nobody can look at are not told of', () => {
  assert.equal(messagesOf({ '/page/1': '<a href="/page/on-demand#x">' }), [])
})

links('of a site with very many mistakes are not all remembered', () => {
  const html = Array.from({ length: maxWrong + 10 }, (_, n) => `<a href="/none/${n}">`).join('')

  assert.is(messagesOf({ '/page/1': html, '/page/2': '<a href="/none/0">' }).length, maxWrong)
})

links.run()
