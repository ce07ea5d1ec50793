import type { PageContext } from 'enddel'
import { siteName } from '../site-name.ts'
import { wordsIn } from '../words.ts'
import { CartLink } from './cart-link.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { Logo } from './logo.tsx'
import { MarketStrip } from './market-strip.tsx'
import { ThemeSwitch } from './theme-switch.tsx'

export function Header({ page }: { page: PageContext }) {
  return (
    <header class="site-header">
      {hasFigures(page) && <MarketStrip />}
      <div class="wrap site-header-row">
        <a class="brand" href={page.href('/')} aria-current={page.route === 'home' ? 'page' : undefined}>
          <Logo />
          {siteName}
        </a>
        <Navigation page={page} />
        <div class="tools">
          <CartLink page={page} />
          <ThemeSwitch />
          <LanguageSwitch page={page} />
        </div>
      </div>
    </header>
  )
}

/** Pages that are shown when something fails do without the market: so they stand by themselves, and are never old. */
function hasFigures({ status, route }: PageContext): boolean {
  return status === 200 && route !== 'offline'
}

function Navigation({ page }: { page: PageContext }) {
  const { nav, frame } = wordsIn(page.locale).t
  const links = [
    { path: '/crypto_report', text: frame.newest, routes: ['report-latest'] },
    { path: '/crypto_reports_list', text: nav.reports, routes: ['report-list', 'report-list-page', 'report'] },
    { path: '/market', text: nav.market, routes: ['market', 'coin'] },
    { path: '/shop', text: nav.shop, routes: ['shop', 'category', 'product', 'cart'] },
  ]
  return (
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
  )
}

/** `page` on the page itself, `true` anywhere below it. */
function current(page: PageContext, path: string, routes: string[]): 'page' | 'true' | undefined {
  if (!routes.includes(page.route)) return undefined
  return page.path === path ? 'page' : 'true'
}
