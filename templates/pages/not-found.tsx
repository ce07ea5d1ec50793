import type { ErrorPageProps, Head, PageContext } from 'enddel'
import { siteHead } from '../site-head.tsx'
import { wordsIn } from '../words.ts'

export function NotFoundPage({ page }: ErrorPageProps) {
  const { notFound, nav, report } = wordsIn(page.locale).t
  const links = [
    { path: '/', text: nav.home },
    { path: '/crypto_report', text: report.latest },
    { path: '/crypto_reports_list', text: nav.reports },
    { path: '/market', text: nav.market },
    { path: '/shop', text: nav.shop },
  ]
  return (
    <div class="message">
      <p class="message-code" aria-hidden="true">
        404
      </p>
      <h1>{notFound.title}</h1>
      <p class="lead">{notFound.text}</p>
      <p>{notFound.try}</p>
      <ul class="message-links">
        {links.map(({ path, text }) => (
          <li key={path}>
            <a href={page.href(path)}>{text}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}

export function notFoundHead(page: PageContext): Head {
  return siteHead({ title: wordsIn(page.locale).t.notFound.title, noindex: true }, page)
}
