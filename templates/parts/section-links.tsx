import type { Report, Section } from 'enddel'

/** The sections that a link can lead to. An isolated report has none: nothing can link into a shadow root. */
export function linkedSections({ body }: Report): Section[] {
  return body.kind === 'sections' ? body.sections.filter(({ title }) => title) : []
}

export function SectionLinks({ sections, lang }: { sections: readonly Section[]; lang: string | undefined }) {
  return (
    <ol lang={lang}>
      {sections.map(({ id, title }) => (
        <li key={id}>
          <a href={`#${id}`}>{title}</a>
        </li>
      ))}
    </ol>
  )
}
