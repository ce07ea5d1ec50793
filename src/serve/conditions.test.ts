import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { matchesEtag } from './conditions.ts'

const conditions = suite('serve/conditions')

conditions('sends the page to a client that has none', () => {
  assert.is(matchesEtag(undefined, '"a"'), false)
  assert.is(matchesEtag('', '"a"'), false)
})

conditions('knows the same tag again', () => {
  assert.is(matchesEtag('"a"', '"a"'), true)
  assert.is(matchesEtag('"b"', '"a"'), false)
})

conditions('finds the tag in a list', () => {
  assert.is(matchesEtag('"x", "a" ,"y"', '"a"'), true)
  assert.is(matchesEtag('"x","y"', '"a"'), false)
})

conditions('compares weakly', () => {
  assert.is(matchesEtag('W/"a"', '"a"'), true)
  assert.is(matchesEtag('W/"x", W/"a"', '"a"'), true)
})

conditions('takes * for any tag', () => {
  assert.is(matchesEtag('*', '"a"'), true)
  assert.is(matchesEtag(' * ', '"a"'), true)
})

conditions('takes * inside a tag for nothing special', () => {
  assert.is(matchesEtag('"*"', '"a"'), false)
})

conditions('tells the encodings of one page apart', () => {
  assert.is(matchesEtag('"a-br"', '"a"'), false)
  assert.is(matchesEtag('"a"', '"a-br"'), false)
})

conditions('lets a comma stand inside a tag', () => {
  assert.is(matchesEtag('"x,y", "a"', '"a"'), true)
})

conditions('wants the quotes', () => {
  assert.is(matchesEtag('a', '"a"'), false)
})

conditions.run()
