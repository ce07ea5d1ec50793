import { usePage } from 'enddel'

/** The heading of a part of a page, and where there is more of it. */
export function SectionHead({ id, title, more, path }: { id: string; title: string; more: string; path: string }) {
  return (
    <div class="section-head">
      <h2 id={id}>{title}</h2>
      <a class="more" href={usePage().href(path)}>
        {more}
      </a>
    </div>
  )
}
