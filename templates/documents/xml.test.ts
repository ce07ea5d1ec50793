import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { xmlText } from './xml.ts'

const xml = suite('templates/documents/xml')

xml('has no character that markup is made of', () => {
  assert.is(xmlText(`<a href="x">'Q&A' ]]></a>`), `&lt;a href=&quot;x&quot;&gt;'Q&amp;A' ]]&gt;&lt;/a&gt;`)
})

xml('keeps letters of any language, line ends and tabs', () => {
  assert.is(xmlText('Giá\tвырос\n😀'), 'Giá\tвырос\n😀')
})

xml('leaves out what XML has no way to write', () => {
  assert.is(xmlText('a\0b\u001bc\ud800d\uffffe\u007ff'), 'abcde\u007ff')
})

xml.run()
