import type { Sql } from 'postgres'
import type { RawReport, RawText, ReportDraft } from '../report-source.ts'
import { placeOfReport, placeOfRow, rowIdOf } from './places.ts'

/** What these are written in, in this order, without those that are gone. All come in one answer, so let it be few. */
export async function readReports(sql: Sql, drafts: readonly ReportDraft[]): Promise<RawReport[]> {
  const ids = drafts.flatMap((draft) => rowIdOf(draft) ?? [])
  const slugs = drafts.filter((draft) => rowIdOf(draft) === undefined).map(({ slug }) => slug)
  const [rows, texts] = await Promise.all([
    ids.length > 0 ? readRows(sql, ids) : new Map<string, RawText[]>(),
    slugs.length > 0 ? readTexts(sql, slugs) : new Map<string, RawText[]>(),
  ])
  return drafts.flatMap(({ slug, place, stamp }) => {
    const found = rows.get(place) ?? texts.get(place)
    return found ? { slug, place, stamp, texts: found } : []
  })
}

/** By place. */
async function readRows(sql: Sql, ids: readonly number[]): Promise<Map<string, RawText[]>> {
  const rows = await sql<{ id: number; created_at: string | null }[]>`
    select id::integer, html_content, css_content, js_content, html_content_en, js_content_en,
      to_char(created_at at time zone interval '7 hours', 'YYYY-MM-DD"T"HH24:MI:SS.US') as created_at
    from crypto_report where id in (select value::integer from jsonb_array_elements_text(${sql.json(ids)}))`
  return new Map(
    rows.map((row) => {
      const place = placeOfRow(row.id)
      const json = JSON.stringify({ ...row, created_at: withZone(row.created_at) }, null, 2)
      return [place, [{ place, lang: undefined, text: `${json}\n` }]]
    }),
  )
}

/** The table knows the moment alone; its reports are written, dated and read at UTC+7. */
function withZone(time: string | null): string | null {
  return time && `${time.replace(/\.?0+$/, '')}+07:00`
}

/** By place. */
async function readTexts(sql: Sql, slugs: readonly string[]): Promise<Map<string, RawText[]>> {
  const rows = await sql<{ slug: string; lang: string; source: string }[]>`
    select slug, lang, source from enddel_report_text
    where slug in (select jsonb_array_elements_text(${sql.json(slugs)})) order by slug, lang collate "C"`
  const found = new Map<string, RawText[]>()
  for (const { slug, lang, source } of rows) {
    const place = placeOfReport(slug)
    const texts = found.get(place) ?? []
    texts.push({ place: lang ? `${place} lang=${lang}` : place, lang: lang || undefined, text: source })
    found.set(place, texts)
  }
  return found
}
