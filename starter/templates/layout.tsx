import type { PageContext } from 'enddel'
import type { ComponentChildren } from 'preact'
import { languages, siteName } from './settings.ts'
import { wordsIn } from './words.ts'

/** What stands around every page. */
export function Layout({ children, page }: { children: ComponentChildren; page: PageContext }) {
  const words = wordsIn(page.locale)
  return (
    <>
      <a class="skip" href="#main">
        {words.skip}
      </a>
      <header class="wrap top">
        <a class="brand" href={page.href('/')}>
          <svg viewBox="0 0 32 20" width="32" height="20" aria-hidden="true">
            <path d="M2 15 L11 7 L18 12 L30 3" />
          </svg>
          {siteName}
        </a>
        <nav>
          <a href={page.href('/reports')} aria-current={page.path === '/reports' ? 'page' : undefined}>
            {words.reports}
          </a>
          <LanguageSwitch page={page} />
        </nav>
      </header>
      <main id="main" class="wrap" tabIndex={-1}>
        {children}
      </main>
      <footer class="wrap">
        <p>{words.disclaimer}</p>
      </footer>
    </>
  )
}

/** To the same page in the other languages. */
function LanguageSwitch({ page }: { page: PageContext }) {
  return page.locales
    .filter((locale) => locale !== page.locale)
    .map((locale) => (
      <a key={locale} href={page.hrefIn(locale)} lang={locale} hreflang={locale}>
        {languages[locale]?.language}
      </a>
    ))
}
