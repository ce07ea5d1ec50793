import type { PageContext } from 'enddel'
import { siteName } from '../site-name.ts'
import { wordsIn } from '../words.ts'
import { Logo } from './logo.tsx'

export function Footer({ page }: { page: PageContext }) {
  const { site, disclaimer } = wordsIn(page.locale).t
  return (
    <footer class="site-footer">
      <div class="wrap">
        <div>
          <a class="brand" href={page.href('/')}>
            <Logo />
            {siteName}
          </a>
          <p>{site.tagline}</p>
        </div>
        <Links page={page} />
        <div class="site-footer-small">
          <p>{disclaimer.investment}</p>
        </div>
      </div>
    </footer>
  )
}

function Links({ page }: { page: PageContext }) {
  const { nav, report, shop, cart, frame } = wordsIn(page.locale).t
  const groups = [
    {
      title: frame.read,
      links: [
        { path: '/crypto_report', text: report.latest },
        { path: '/crypto_reports_list', text: report.all },
        { path: '/rss.xml', text: frame.rss },
      ],
    },
    {
      title: nav.shop,
      links: [
        { path: '/shop', text: shop.all },
        { path: '/cart', text: cart.title },
      ],
    },
    {
      title: frame.more,
      links: [
        { path: '/', text: nav.home },
        { path: '/market', text: nav.market },
        { path: '/status', text: frame.status },
      ],
    },
  ]
  return (
    <div class="site-footer-links">
      {groups.map(({ title, links }) => (
        <section key={title}>
          <h2>{title}</h2>
          <ul>
            {links.map(({ path, text }) => (
              <li key={path}>
                <a href={page.href(path)}>{text}</a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
