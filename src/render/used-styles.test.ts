import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { heapInUse } from '../testing/heap-in-use.ts'
import { createUsedStyles } from './used-styles.ts'

const styles = suite('render/used-styles')

styles('keep the rules whose classes, ids, attributes and tags stand in the page', () => {
  const css = '.a{x:1}.b{x:2}#c{x:3}#d{x:4}[data-e]{x:5}[data-f]{x:6}p{x:7}ul{x:8}*{x:9}:root{--x:1}'
  const html = '<html><p class="z a"></p><p id="c"></p><p data-e="1"></p><p title="b d ul">'

  assert.is(used(css, html), '.a{x:1}#c{x:3}[data-e]{x:5}p{x:7}*{x:9}:root{--x:1}')
})

styles('need all that a selector says, of a choice one, and nothing of what must not be', () => {
  const css = '.a .b{x:1}.a.c{x:2}:is(.a,.c) p{x:3}:where(.c,.d) p{x:4}.a:not(.c){x:5}.a:has(> .c){x:6}.a:has(.b){x:7}'

  const kept = used(css, '<div class="a"><p class="b">')

  assert.is(kept, '.a .b{x:1}:is(.a,.c) p{x:3}.a:not(.c){x:5}.a:has(.b){x:7}')
})

styles('lose the selectors of a rule that mean nothing in the page', () => {
  assert.is(used('.a,.b,.c>p{x:1}', '<p class="a"><p class="c">'), '.a,.c>p{x:1}')
})

styles('keep conditions around what is left of them, in their order', () => {
  const css = '@layer l;@media (width>1px){.a{x:1}.b{x:2}}@supports (y:z){.b{x:3}}@media print{@page{margin:0}.a{x:4}}'

  assert.is(used(css, '<p class="a">'), '@layer l;@media (width>1px){.a{x:1}}@media print{@page{margin:0}.a{x:4}}')
})

styles('keep animations, fonts and properties that what is left speaks of', () => {
  const named = '@keyframes turn{to{x:1}}@font-face{font-family:"Serif One";src:url(/a)}@property --p{syntax:"*"}'
  const css = `${named}.a{animation:turn 1s;font-family:Serif One;x:var(--p)}.b{x:1}`

  assert.is(used(css, '<p class="a">'), css.replace('.b{x:1}', ''))
  assert.is(used(css, '<p class="b">'), '.b{x:1}')
})

styles('keep what a script may bring to the page', () => {
  const css = '.up{x:1}.flash-up{x:2}[data-feed-state=live]{x:3}[aria-pressed=true]{x:4}.other{x:5}details[open]{x:6}'

  const kept = used(css, '<details>', ['up', 'flash-', '.feedState', '.ariaPressed', '.other'])

  assert.is(kept, css.replace('.other{x:5}', ''))
})

styles('keep what a figure may be', () => {
  const css = '.up{x:1}.stale{x:2}.flash-up{x:3}'

  assert.is(used(css, '<p>'), '.up{x:1}.stale{x:2}')
})

styles('find what is written without quotes, in capitals, or across lines', () => {
  const css = '.a{x:1}.b{x:2}.c{x:3}#d{x:4}table{x:5}lineargradient{x:6}.e{x:7}'
  const html = `<TABLE class=a><p class='b\nc'><p id=d><linearGradient>`

  assert.is(used(css, html), css.replace('.e{x:7}', ''))
})

styles('leave rules of a newer kind as they are', () => {
  const css = '.a{x:1;&:hover{x:2}.b &{x:3}}@view-transition{navigation:auto}.a::view-transition-old(root){x:4}'

  assert.is(used(css, '<p class="a">'), css)
})

styles('are the same for pages that need the same', () => {
  const find = createUsedStyles({ text: '.a{x:1}.b{x:2}', scriptWords: [] })

  assert.is(find('<p class="a">one</p>'), find('<h1 class="a other">two</h1>'))
  assert.is(find('<p class="b">'), '.b{x:2}')
})

styles('are none when they are more than a page should carry, or would end their element', () => {
  const large = Array.from({ length: 2_500 }, (_, number) => `.a{x:${10_000 + number}}`).join('')

  assert.is(used(large, '<p class="a">'), undefined)
  assert.is(used(large, '<p class="b">'), '')
  assert.is(used('.a{content:"</style>"}', '<p class="a">'), undefined)
})

styles('keep nothing of the pages they are asked about', () => {
  const styles = createUsedStyles({ text: '.a{x:1}', scriptWords: [] })
  const ask = (index: number) => styles(`<p class="a one-of-many-${index}">${'ж'.repeat(500_000)}`)
  ask(0)
  const before = heapInUse()

  for (let index = 1; index <= 100; index++) ask(index)

  const grown = heapInUse() - before
  assert.ok(grown < 20_000_000, `${grown} bytes more`)
})

styles.run()

function used(text: string, html: string, scriptWords: string[] = []): string | undefined {
  return createUsedStyles({ text, scriptWords })(html)
}
