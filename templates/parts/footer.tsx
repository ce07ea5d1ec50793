import type { PageContext } from 'enddel'
import { siteName } from '../site-name.ts'
import { wordsIn } from '../words.ts'

export function Footer({ page }: { page: PageContext }) {
  const { nav, site, disclaimer } = wordsIn(page.locale).t
  const links = [
    { path: '/', text: nav.home },
    { path: '/crypto_reports_list', text: nav.reports },
    { path: '/market', text: nav.market },
    { path: '/shop', text: nav.shop },
  ]
  return (
    <footer class="site-footer">
      <div class="wrap">
        <p class="site-footer-name">
          <strong>{siteName}</strong> {site.tagline}
        </p>
        <ul class="site-footer-links">
          {links.map(({ path, text }) => (
            <li key={path}>
              <a href={page.href(path)}>{text}</a>
            </li>
          ))}
        </ul>
        <p class="small">{disclaimer.investment}</p>
      </div>
    </footer>
  )
}
