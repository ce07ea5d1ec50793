import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseReport } from '../content/parse-report.ts'
import type { RawText, ReportSource } from '../content/report-source.ts'

/** A source, and what its writers do. */
export interface TestedSource {
  source: ReportSource
  /** Puts a report there in place of what it was; texts by language, or JSON in the older form (`report-ID`). */
  write(slug: string, texts: Record<string, string> | string): Promise<void>
  remove(slug: string): Promise<void>
  textOf(text: RawText): Promise<string>
}

/** What every source of reports does, run against a real one: `using` gives an empty one to each test. */
export function sourceSuite(
  name: string,
  using: (work: (tested: TestedSource) => Promise<void>) => Promise<void>,
): void {
  const contract = suite(name)

  contract('is empty at first', () =>
    using(async ({ source }) => {
      assert.equal(await source.list(), { drafts: [], problems: [] })
      assert.equal(await source.read([]), [])
    }),
  )

  contract('lists every report once, in the same order each time', () =>
    using(async ({ source, write }) => {
      await write('rally', { vi: written(2), en: written(2) })
      await write('report-7', row(7))
      await write('dip', { en: written(3) })

      const { drafts, problems } = await source.list()

      assert.equal(drafts.map(({ slug }) => slug).sort(), ['dip', 'rally', 'report-7'])
      assert.is(new Set(drafts.map(({ place }) => place)).size, 3)
      assert.equal(problems, [])
      assert.equal(slugsOf(await source.list()), slugsOf({ drafts }))
    }),
  )

  contract('reads the text of each language as it was written', () =>
    using(async ({ source, write, textOf }) => {
      const odd = '\uFEFF---\r\nid: 2\r\n---\r\n  Giá “tăng” \t\\ \u2028 🚀\r\n\r\n'
      await write('rally', { vi: odd, en: written(2) })

      const [report, ...others] = await source.read((await source.list()).drafts)

      assert.is(others.length, 0)
      assert.is(report!.slug, 'rally')
      assert.equal(
        report!.texts.map(({ lang }) => lang),
        ['en', 'vi'],
      )
      assert.equal(await Promise.all(report!.texts.map(textOf)), [written(2), odd])
      assert.is(new Set(report!.texts.map(({ place }) => place)).size, 2)
    }),
  )

  contract('reads the older form as one text for all languages', () =>
    using(async ({ source, write, textOf }) => {
      await write('report-7', row(7))

      const [report] = await source.read((await source.list()).drafts)

      assert.is(report!.texts.length, 1)
      assert.is(report!.texts[0]!.lang, undefined)
      assert.equal(JSON.parse(await textOf(report!.texts[0]!)), JSON.parse(row(7)))
    }),
  )

  contract('has what a report is parsed from', () =>
    using(async ({ source, write, textOf }) => {
      await write('rally', { vi: written(2), en: written(2) })
      await write('report-7', row(7))

      const { drafts } = await source.list()
      const parsed = new Map<string, Awaited<ReturnType<typeof parseReport>>>()
      for (const report of await source.read(drafts)) {
        const texts = new Map(await Promise.all(report.texts.map(async (text) => [text, await textOf(text)] as const)))
        parsed.set(report.slug, await parseReport(report, (text) => texts.get(text)!))
      }

      assert.is(parsed.get('rally')!.facts.id, 2)
      assert.equal(Object.keys(parsed.get('rally')!.texts), ['en', 'vi'])
      assert.equal(
        [parsed.get('report-7')!.facts.id, parsed.get('report-7')!.facts.createdAt],
        [7, '2026-11-20T07:30:00+07:00'],
      )
      assert.equal(parsed.get('report-7')!.texts.vi!.title, 'Tiêu đề')
    }),
  )

  contract('reads as many as are asked for, in the order in which they are', () =>
    using(async ({ source, write }) => {
      for (let id = 1; id <= 230; id += 1) {
        await write(id % 3 ? `dip-${id}` : `report-${id}`, id % 3 ? { en: written(id) } : row(id))
      }

      const { drafts } = await source.list()
      const asked = drafts.filter((_, index) => index % 20 !== 7).reverse()

      assert.equal(slugsOf({ drafts: await source.read(asked) }), slugsOf({ drafts: asked }))
      assert.is(asked.length, 218)
    }),
  )

  contract('has equal stamps as long as nothing is written', () =>
    using(async ({ source, write, textOf }) => {
      await write('rally', { vi: written(2), en: written(2) })
      await write('report-7', row(7))

      await settled(source)
      const before = await stampsOf(source)
      const reports = await source.read((await source.list()).drafts)
      await Promise.all(reports.flatMap(({ texts }) => texts.map(textOf)))

      assert.equal(await stampsOf(source), before)
    }),
  )

  contract('gives a report that was changed another stamp, and only that', () =>
    using(async ({ source, write }) => {
      await write('rally', { vi: written(2), en: written(2) })
      await write('dip', { en: written(3) })
      await write('report-7', row(7))
      await write('report-8', row(8))
      await settled(source)

      const before = await stampsOf(source)
      await write('rally', { vi: written(2), en: written(2, 'Other text') })
      await write('report-7', row(7, 'Khác'))
      const after = await stampsOf(source)

      assert.equal(changesOf(before, after), ['rally', 'report-7'])
    }),
  )

  contract('gives a report another stamp when a language comes or goes', () =>
    using(async ({ source, write }) => {
      await write('rally', { vi: written(2) })
      await write('dip', { vi: written(3), en: written(3) })
      await write('flat', { vi: written(4) })
      await settled(source)

      const before = await stampsOf(source)
      await write('rally', { vi: written(2), en: written(2) })
      await write('dip', { vi: written(3) })
      const after = await stampsOf(source)

      assert.equal(changesOf(before, after), ['dip', 'rally'])
    }),
  )

  contract('forgets what was removed', () =>
    using(async ({ source, write, remove }) => {
      await write('rally', { vi: written(2) })
      await write('dip', { vi: written(3) })
      await write('report-7', row(7))

      await remove('rally')
      await remove('report-7')

      assert.equal(slugsOf(await source.list()), ['dip'])
    }),
  )

  contract('closes twice as once', () =>
    using(async ({ source }) => {
      await source.close()

      assert.is(await source.close(), undefined)
    }),
  )

  contract.run()
}

/** A report in Markdown. */
export function written(id: number, text = 'Text', title = 'A rally'): string {
  return `---\nid: ${id}\ntitle: ${title}\nsummary: It went up.\ndate: 2026-11-20T07:30:00+07:00\n---\n${text}\n`
}

/** A report in the older form. */
export function row(id: number, title = 'Tiêu đề'): string {
  const columns = { html_content: `<h1>${title}</h1><p>Mở đầu</p>`, css_content: 'p{color:red}', js_content: null }
  const english = { html_content_en: '<h1>Title</h1><p>Lead</p>', js_content_en: null }
  return `${JSON.stringify({ id, ...columns, ...english, created_at: '2026-11-20T07:30:00+07:00' }, null, 2)}\n`
}

/** Until what was just written has the stamp that it keeps: a file may be too new for the clock of its file system. */
async function settled(source: ReportSource): Promise<void> {
  let before = await stampsOf(source)
  for (;;) {
    const now = await stampsOf(source)
    if (changesOf(before, now).length === 0) return
    before = now
  }
}

async function stampsOf(source: ReportSource): Promise<Map<string, string>> {
  const { drafts } = await source.list()
  return new Map(drafts.map(({ slug, stamp }) => [slug, stamp]))
}

function changesOf(before: Map<string, string>, after: Map<string, string>): string[] {
  return [...after]
    .filter(([slug, stamp]) => before.get(slug) !== stamp)
    .map(([slug]) => slug)
    .sort()
}

function slugsOf({ drafts }: { drafts: readonly { slug: string }[] }): string[] {
  return drafts.map(({ slug }) => slug)
}
