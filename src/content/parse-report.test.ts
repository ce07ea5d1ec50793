import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOfAsync } from '../testing/refusal.ts'
import { row, written as writtenReport } from '../testing/source-suite.ts'
import { parseReport } from './parse-report.ts'
import type { StoredReport } from './report.ts'

const parsing = suite('content/parse-report')

parsing('makes one report of the texts of all languages', async () => {
  const { facts, texts } = await parse('dip', {
    en: written(3, 'symbols: [BTC]\n'),
    vi: written(3, 'symbols: [BTC]\n'),
  })

  assert.equal([facts.id, facts.slug, facts.symbols], [3, 'dip', ['BTC']])
  assert.equal(Object.keys(texts), ['en', 'vi'])
  assert.is(texts.vi!.title, 'A dip')
})

parsing('leaves the number before a name out of the slug', async () => {
  assert.is((await parse('0002-rally', { en: written(2) })).facts.slug, 'rally')
  assert.is((await parseRow('0001-row', row(1))).facts.slug, 'row')
  assert.is((await parse('2026-outlook-2', { en: written(2) })).facts.slug, 'outlook-2')
})

parsing('takes a text without a language for the older row form, which has the languages it has', async () => {
  const { facts, texts } = await parseRow('report-7', row(7))

  assert.is(facts.id, 7)
  assert.equal(Object.keys(texts).sort(), ['en', 'vi'])
})

parsing('names the fact that differs between languages, and both places', async () => {
  const english = written(3, 'symbols: [BTC]\nprices: { BTC: 95000 }\n')
  const refusal = (vietnamese: string) => refusalOfAsync(parse('dip', { en: english, vi: vietnamese }))
  const sources = 'sources: [{ name: a, url: "https://a.test" }]\n'

  assert.is((await refusal(english.replace('id: 3', 'id: 4'))).message, 'dip/vi.md: id differs from dip/en.md')
  assert.is((await refusal(english.replace('95000', '94000'))).message, 'dip/vi.md: prices differs from dip/en.md')
  assert.is((await refusal(english.replace('[BTC]', '[ETH]'))).message, 'dip/vi.md: symbols differs from dip/en.md')
  assert.is((await refusal(english.replace('07:30', '08:30'))).message, 'dip/vi.md: date differs from dip/en.md')
  assert.is(
    (await refusal(written(3, `symbols: [BTC]\nprices: { BTC: 95000 }\n${sources}`))).message,
    'dip/vi.md: sources differs from dip/en.md',
  )
  assert.match((await refusal(english.replace('id: 3', 'id: 4'))).hint ?? '', 'one report, one id')
})

parsing('names the place and the line of broken front matter', async () => {
  const broken = written(3).replace('title: A dip', 'title: a: b')

  const { message } = await refusalOfAsync(parse('dip', { en: written(3), vi: broken }))

  assert.match(message, /^dip\/vi\.md:3: broken front matter/)
})

parsing('names the place and the line of a broken chart', async () => {
  const { message } = await refusalOfAsync(parse('dip', { en: `${written(3)}\n\`\`\`chart\nnope\n\`\`\`\n` }))

  assert.match(message, /^dip\/en\.md:9: chart block: not JSON/)
})

parsing('names a row that is not JSON, or of the wrong shape', async () => {
  assert.match((await refusalOfAsync(parseRow('row', '{'))).message, /^row\.json: not JSON/)
  assert.match((await refusalOfAsync(parseRow('row', '{}'))).message, /^row\.json: id: /)
})

function parse(slug: string, texts: Record<string, string>): Promise<StoredReport> {
  const parts = Object.keys(texts).map((lang) => ({ place: `${slug}/${lang}.md`, lang, text: undefined }))
  return parseReport({ slug, place: slug, stamp: '', texts: parts }, ({ lang }) => texts[lang!]!)
}

function parseRow(slug: string, text: string): Promise<StoredReport> {
  const part = { place: `${slug}.json`, lang: undefined, text: undefined }
  return parseReport({ slug, place: slug, stamp: '', texts: [part] }, () => text)
}

function written(id: number, more = ''): string {
  return writtenReport(id, 'Text', 'A dip').replace('\n---\nText', `\n${more}---\nText`)
}

parsing.run()
