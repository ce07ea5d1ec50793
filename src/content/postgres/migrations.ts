/** What makes and changes enddel's tables. A number that was once published is never changed: a new one is added. */
export interface Migration {
  number: number
  name: string
  sql: string
}

/** Told whenever a report may have changed; the payload is its slug, or empty for all. */
export const channel = 'enddel_reports'

/** Every table reports are read from has these two. They also fire for rows that replication brings. */
function triggers(table: string): string {
  return `
    drop trigger if exists enddel_tell_row on ${table};
    create trigger enddel_tell_row after insert or update or delete on ${table}
      for each row execute function enddel_tell();
    alter table ${table} enable always trigger enddel_tell_row;
    drop trigger if exists enddel_tell_all on ${table};
    create trigger enddel_tell_all after truncate on ${table} for each statement execute function enddel_tell();
    alter table ${table} enable always trigger enddel_tell_all;`
}

/**
 * `crypto_report` may be there already, with other columns beside these. A text is a Markdown file as it is; the empty
 * language is that of the older form, which is JSON for all languages. Slugs and languages become names of files.
 */
const reports: Migration = {
  number: 1,
  name: 'reports',
  sql: String.raw`
    create table if not exists crypto_report (
      id serial primary key,
      html_content text not null,
      css_content text,
      js_content text,
      html_content_en text,
      js_content_en text,
      created_at timestamptz not null default now()
    );
    create table enddel_report (
      slug text primary key check (slug ~ '^[^./\\[:cntrl:]][^/\\[:cntrl:]]*$'),
      id integer not null unique check (id > 0),
      created_at timestamptz not null,
      updated_at timestamptz not null default now()
    );
    create table enddel_report_text (
      slug text not null references enddel_report (slug) on update cascade on delete cascade,
      lang text not null check (lang ~ '^([a-z]{2,3})?$'),
      source text not null,
      primary key (slug, lang)
    );
    create or replace function enddel_tell() returns trigger language plpgsql as $tell$
    declare
      slug text := '';
    begin
      if tg_op = 'TRUNCATE' then
        null;
      elsif tg_table_name = 'crypto_report' then
        slug := 'report-' || coalesce(new.id, old.id);
      else
        slug := coalesce(new.slug, old.slug);
      end if;
      perform pg_notify('${channel}', left(slug, 200));
      return null;
    end
    $tell$;
    ${['crypto_report', 'enddel_report', 'enddel_report_text'].map(triggers).join('')}`,
}

export const migrations: readonly Migration[] = [reports]
