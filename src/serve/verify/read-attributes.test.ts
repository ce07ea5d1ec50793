import type { Element, Root } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { visit } from 'unist-util-visit'
import { requireCurrent } from '../../output/current.ts'
import { openBuild } from '../../output/read.ts'
import { sampleOut } from '../../testing/builds.ts'
import { readAttributes } from './read-attributes.ts'

const attributes = suite('serve/verify/read-attributes')

const wanted = new Set(['href', 'src', 'id'])

/** `TAG NAME=VALUE` */
function found(html: string | Buffer): string[] {
  const all: string[] = []
  readAttributes(Buffer.from(html), wanted, (name, value, tag) => all.push(`${tag} ${name}=${value}`))
  return all
}

attributes('are found in all tags, whatever their case and quotes', () => {
  const html = `<A HREF="/1" title="x">1</A><img src='/2' alt><p id=three class=x>3</p><a\n\thref = "/4"\n>4</a><br id="5"/><i title="x"id="6">`

  assert.equal(found(html), ['a href=/1', 'img src=/2', 'p id=three', 'a href=/4', 'br id=5', 'i id=6'])
})

attributes('are told without entities, in the characters that are meant', () => {
  const html = `<a href="/x?a=1&amp;b=2#&#273;i&#xEA;u">x</a><p id="khối-lượng">x</p><p id="&lt;&QUOT;&apos;&nosuch;&#x110000;">x</p>`

  assert.equal(found(html), ['a href=/x?a=1&b=2#điêu', 'p id=khối-lượng', `p id=<"'&nosuch;&#x110000;`])
})

attributes('are not taken from text, values, comments, end tags, scripts and other raw text', () => {
  const html = `<!doctype html><!-- <a href="/1"> --><!--><p title='<a href="/2">' id="a">href="/3" < b <3 </p id="4">
    <script>if (a <b) x = '<a href="/5">' + "</scripts>"</script><style>/* <i id="6"> */</style >
    <textarea id="t"><p id="7"></textarea><title><p id="8"></title><?x href="/9"?></ id="10"><p id="b">`

  assert.equal(found(html), ['p id=a', 'textarea id=t', 'p id=b'])
})

attributes('of a page that is cut off anywhere are read without end', () => {
  const html = `<p id="a"><!-- x --><a href='/b' id=c>x</a><script>x</script><p id="d`

  for (let end = 0; end < html.length; end++) found(html.slice(0, end))

  assert.equal(found(html), ['p id=a', 'a href=/b', 'a id=c', 'p id=d'])
})

attributes('of the sample site are those that a browser finds', async () => {
  const out = await sampleOut()
  const pages = await openBuild(out, (await requireCurrent(out)).build)
  let count = 0
  for (const page of pages.pages().filter(({ type }, index) => type === undefined && index % 9 === 0)) {
    const { html } = await pages.readPage(page)
    const parsed = parsedBy(fromHtml(html.toString()))

    assert.equal(found(html), parsed)
    count += parsed.length
  }

  assert.ok(count > 1_000)
})

function parsedBy(tree: Root): string[] {
  const all: { offset: number; lines: string[] }[] = []
  visit(tree, 'element', (node: Element) => {
    if (node.content) all.push(...[{ offset: node.position!.start.offset! + 1, lines: parsedBy(node.content) }])
    const lines = Object.entries(node.properties).flatMap(([name, value]) =>
      wanted.has(name) ? [`${node.tagName} ${name}=${String(value)}`] : [],
    )
    all.push({ offset: node.position?.start.offset ?? 0, lines })
  })
  return all.sort((a, b) => a.offset - b.offset).flatMap(({ lines }) => lines)
}

attributes.run()
