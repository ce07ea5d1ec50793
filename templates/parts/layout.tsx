import type { PageContext } from 'enddel'
import type { ComponentChildren } from 'preact'
import { wordsIn } from '../words.ts'
import { Footer } from './footer.tsx'
import { Header } from './header.tsx'

/** The print view stands alone on its paper; every other page has header and footer. */
export function Layout({ children, page }: { children: ComponentChildren; page: PageContext }) {
  if (page.route === 'report-print') return <main class="paper light-sheet">{children}</main>
  return (
    <>
      <a class="skip" href="#main">
        {wordsIn(page.locale).t.nav.skip}
      </a>
      <Header page={page} />
      <main id="main" class="wrap" tabIndex={-1}>
        {children}
      </main>
      <Footer page={page} />
    </>
  )
}
