import { usePage } from 'enddel'
import { useWords } from '../words.ts'

export interface Crumb {
  text: string
  path: string
}

/** The way from the home page; the page itself comes last and is no link. */
export function Breadcrumbs({ trail = [], here, lang }: { trail?: Crumb[]; here: string; lang?: string | undefined }) {
  const page = usePage()
  const { nav } = useWords().t
  return (
    <nav class="breadcrumbs" aria-label={nav.breadcrumbs}>
      <ol>
        {[{ text: nav.home, path: '/' }, ...trail].map(({ text, path }) => (
          <li key={path}>
            <a href={page.href(path)}>{text}</a>
          </li>
        ))}
        <li aria-current="page" lang={lang}>
          {here}
        </li>
      </ol>
    </nav>
  )
}
