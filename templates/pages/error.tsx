import type { ErrorPageProps, Head, PageContext } from 'enddel'
import { siteHead } from '../site-head.tsx'
import { wordsIn } from '../words.ts'

/** Needs nothing but the language, so that it can be made when all else fails. */
export function ErrorPage({ page }: ErrorPageProps) {
  const { error } = wordsIn(page.locale).t
  return (
    <div class="message">
      <p class="message-code" aria-hidden="true">
        500
      </p>
      <h1>{error.title}</h1>
      <p class="lead">{error.text}</p>
      <p>
        <a class="button" href={page.href('/')}>
          {error.home}
        </a>
      </p>
    </div>
  )
}

export function errorHead(page: PageContext): Head {
  return siteHead({ title: wordsIn(page.locale).t.error.title, noindex: true }, page)
}
