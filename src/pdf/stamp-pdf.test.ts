import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOf } from '../testing/refusal.ts'
import { stampPdf } from './stamp-pdf.ts'

const stamp = suite('pdf/stamp-pdf')

const facts = { title: 'Giá (BTC)', author: 'enddel', date: new Date('2026-11-20T07:30:00+07:00') }

stamp('makes the same bytes of what was printed at another moment', () => {
  const [one, two] = [written('20261122223950'), written('20261123010203')]

  assert.not.equal(one, two)
  assert.equal(stampPdf(one, facts), stampPdf(two, facts))
})

stamp('leaves every offset as it was, and adds one object, whose place the new table names', () => {
  const before = written('20261122223950')

  const after = stampPdf(before, facts).toString('latin1')

  assert.is(after.slice(0, before.length), before.toString('latin1').replaceAll('20261122223950', '20261120003000'))
  const [, at] =
    /xref\n1 1\n(\d{10}) 00000 n \ntrailer\n<<\/Size 3 \/Root 2 0 R \/Info 1 0 R \/Prev \d+>>/.exec(after) ?? []
  assert.is(Number(at), before.length)
  assert.ok(after.slice(Number(at)).startsWith('1 0 obj\n<</Title <FEFF00470069'))
  const [, table] = /startxref\n(\d+)\n%%EOF\n$/.exec(after) ?? []
  assert.ok(after.slice(Number(table)).startsWith('xref\n1 1\n'))
})

stamp('counts ids from one, in their order', () => {
  const pdf = (ids: string[]) => written('20261122223950', ids.map((id) => `)/ID (node${id}`).join(''))

  const [one, two] = [
    ['00000090', '00000101', '00000090'],
    ['00000007', '00000008', '00000007'],
  ].map(pdf)

  assert.equal(stampPdf(one!, facts), stampPdf(two!, facts))
  assert.match(stampPdf(one!, facts).toString('latin1'), '(node00000001)/ID (node00000002)/ID (node00000001)')
})

stamp('does without author and date', () => {
  const after = stampPdf(written('20261122223950'), { title: 'x', author: undefined, date: undefined }).toString(
    'latin1',
  )

  assert.not.match(after, '/Author')
  assert.match(after, "/CreationDate (D:19700101000000+00'00')")
})

stamp('takes no title for a date', () => {
  const title = `/CreationDate \\(D:19990101000000+00'00'\\)`

  const after = stampPdf(written('20261122223950', title), facts).toString('latin1')

  assert.match(after, title)
  assert.not.match(after, '20261122223950')
})

stamp('refuses what is written in another form', () => {
  const streams = written('20261122223950').toString('latin1').replace('xref\n0 3', '9 0 obj <</Type /XRef>>')

  assert.is(refusalOf(() => stampPdf(Buffer.from(streams, 'latin1'), facts)).code, 'E_PDF')
  assert.is(refusalOf(() => stampPdf(Buffer.from('no PDF'), facts)).code, 'E_PDF')
})

/** As Chromium writes, but for the pages. */
function written(moment: string, title = 'Anything'): Buffer {
  const head = '%PDF-1.4\n'
  const info = `1 0 obj\n<</Title (${title})\n/CreationDate (D:${moment}+00'00')\n/ModDate (D:${moment}+00'00')>>\nendobj\n`
  const root = '2 0 obj\n<</Type /Catalog>>\nendobj\n'
  const places = [0, head.length, head.length + info.length].map((at) => String(at).padStart(10, '0'))
  const table = `xref\n0 3\n${places[0]} 65535 f \n${places[1]} 00000 n \n${places[2]} 00000 n \n`
  const at = (head + info + root).length
  return Buffer.from(
    `${head}${info}${root}${table}trailer\n<</Size 3\n/Root 2 0 R\n/Info 1 0 R>>\nstartxref\n${at}\n%%EOF\n`,
    'latin1',
  )
}

stamp.run()
