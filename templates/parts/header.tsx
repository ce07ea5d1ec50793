import type { PageContext } from 'enddel'
import { siteName } from '../site-name.ts'
import { wordsIn } from '../words.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { Logo } from './logo.tsx'

export function Header({ page }: { page: PageContext }) {
  const { nav } = wordsIn(page.locale).t
  const links = [
    { path: '/crypto_report', text: nav.latest, routes: ['report-latest'] },
    { path: '/crypto_reports_list', text: nav.reports, routes: ['report-list', 'report-list-page', 'report'] },
    { path: '/market', text: nav.market, routes: ['market', 'coin'] },
    { path: '/shop', text: nav.shop, routes: ['shop', 'category', 'product'] },
  ]
  return (
    <header class="site-header">
      <div class="wrap site-header-row">
        <a class="brand" href={page.href('/')} aria-current={page.route === 'home' ? 'page' : undefined}>
          <Logo />
          {siteName}
        </a>
        <nav class="site-nav" aria-label={nav.main}>
          <ul>
            {links.map(({ path, text, routes }) => (
              <li key={path}>
                <a href={page.href(path)} aria-current={current(page, path, routes)}>
                  {text}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <LanguageSwitch page={page} />
      </div>
    </header>
  )
}

/** `page` on the page itself, `true` anywhere below it. */
function current(page: PageContext, path: string, routes: string[]): 'page' | 'true' | undefined {
  if (!routes.includes(page.route)) return undefined
  return page.path === path ? 'page' : 'true'
}
