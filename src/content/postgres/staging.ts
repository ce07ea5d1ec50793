/**
 * What is imported is first put into tables that only this connection sees and that are gone with it, then taken over by
 * one query: whatever breaks on the way, the reports are as before or all new.
 */
import type { Sql } from 'postgres'
import type { Tables } from './tables.ts'

export interface StagedReport {
  slug: string
  id: number
  /** ISO 8601 with an offset. */
  createdAt: string
  texts: { lang: string; source: string }[]
}

/** How many reports were not there before, and how many are not as they were. */
export interface Outcome {
  added: number
  changed: number
}

export async function openStaging(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create temporary table staged_report (slug text primary key, id integer not null, created_at timestamptz not null);
    create temporary table staged_text (slug text, lang text, source text not null, primary key (slug, lang));
    create temporary table outcome (slug text primary key, is_new boolean not null)`)
}

export async function stage(sql: Sql, reports: readonly StagedReport[]): Promise<void> {
  const rows = reports.map(({ slug, id, createdAt }) => ({ slug, id, created_at: createdAt }))
  const texts = reports.flatMap(({ slug, texts }) => texts.map((text) => ({ slug, ...text })))
  await sql`
    insert into staged_report
    select * from jsonb_to_recordset(${sql.json(rows)}) as row (slug text, id integer, created_at timestamptz)`
  await sql`
    insert into staged_text
    select * from jsonb_to_recordset(${sql.json(texts)}) as row (slug text, lang text, source text)`
}

/** Staged reports whose id another one has, here or in the database; `other` is its place. */
export async function findTwins(sql: Sql, { hasRows }: Tables): Promise<{ slug: string; id: number; other: string }[]> {
  const inRows = `
    union all select slug, id, 'crypto_report id=' || id
    from staged_report join crypto_report using (id) where slug <> 'report-' || id`
  return sql.unsafe(`
    select one.slug, one.id, other.slug as other
    from staged_report one join staged_report other using (id) where one.slug > other.slug
    union all select staged_report.slug, id, 'enddel_report slug=' || enddel_report.slug
    from staged_report join enddel_report using (id) where staged_report.slug <> enddel_report.slug
    ${hasRows ? inRows : ''} order by slug`)
}

/** One query of several statements, and so one transaction. Rows that stay the same are not written again. */
export async function takeStaged(sql: Sql, { hasRows }: Tables): Promise<Outcome> {
  const results = await sql.unsafe<[Outcome][]>(`
    select pg_advisory_xact_lock(hashtext('enddel import'));
    ${hasRows ? takeRows : ''}

    insert into outcome
    select slug, true from staged_report where slug not in (select slug from enddel_report)
    on conflict do nothing;

    with written as (
      insert into enddel_report (slug, id, created_at) select slug, id, created_at from staged_report
      on conflict (slug) do update set id = excluded.id, created_at = excluded.created_at
        where (enddel_report.id, enddel_report.created_at) is distinct from (excluded.id, excluded.created_at)
      returning slug
    )
    insert into outcome select slug, false from written on conflict do nothing;

    with removed as (
      delete from enddel_report_text there using staged_report
      where there.slug = staged_report.slug
        and (there.slug, there.lang) not in (select slug, lang from staged_text)
      returning there.slug
    )
    insert into outcome select distinct slug, false from removed on conflict do nothing;

    with written as (
      insert into enddel_report_text (slug, lang, source) select slug, lang, source from staged_text
      on conflict (slug, lang) do update set source = excluded.source
        where enddel_report_text.source <> excluded.source
      returning slug
    )
    insert into outcome select distinct slug, false from written on conflict do nothing;

    update enddel_report set updated_at = now() from outcome where enddel_report.slug = outcome.slug and not is_new;

    select count(*) filter (where is_new)::integer as added, count(*) filter (where not is_new)::integer as changed
    from outcome`)
  return results.at(-1)![0]
}

/** A report that is a row of the older table is changed there, and not staged any more. */
const takeRows = `
    create temporary table staged_row as
    select staged_report.id, slug, columns.*
    from staged_report join staged_text using (slug) join crypto_report using (id),
      jsonb_to_record(source::jsonb) as columns (html_content text, css_content text, js_content text,
        html_content_en text, js_content_en text, created_at timestamptz)
    where lang = '' and slug = 'report-' || staged_report.id;

    with written as (
      update crypto_report there
      set html_content = row.html_content, css_content = row.css_content, js_content = row.js_content,
        html_content_en = row.html_content_en, js_content_en = row.js_content_en, created_at = row.created_at
      from staged_row row
      where there.id = row.id and
        (there.html_content, there.css_content, there.js_content, there.html_content_en, there.js_content_en, there.created_at)
        is distinct from
        (row.html_content, row.css_content, row.js_content, row.html_content_en, row.js_content_en, row.created_at)
      returning slug
    )
    insert into outcome select slug, false from written;

    delete from staged_text using staged_row where staged_text.slug = staged_row.slug;
    delete from staged_report using staged_row where staged_report.slug = staged_row.slug;`
