import type { PageContext } from 'enddel'
import { wordsIn } from '../words.ts'

/** Plain links to this page in the other languages. */
export function LanguageSwitch({ page }: { page: PageContext }) {
  if (page.locales.length < 2) return null
  return (
    <nav class="languages" data-keeps-place aria-label={wordsIn(page.locale).t.nav.languages}>
      <ul>
        {page.locales.map((locale) => (
          <li key={locale}>
            <a
              href={page.hrefIn(locale)}
              hreflang={locale}
              lang={locale}
              aria-current={locale === page.locale ? 'true' : undefined}
            >
              {locale.toUpperCase()}
              <span class="visually-hidden"> {wordsIn(locale).f.languageName(locale)}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
