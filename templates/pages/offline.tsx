import type { Head, PageContext } from 'enddel'
import { siteHead } from '../site-head.tsx'
import { useWords, wordsIn } from '../words.ts'

/** Shown by public/sw.js in place of a page that cannot be reached; its address is then that page's. */
export function OfflinePage() {
  const { offline } = useWords().t
  return (
    <div class="message" data-offline>
      <svg class="message-picture" viewBox="0 0 64 64" aria-hidden="true">
        <path d="M6 26a38 38 0 0 1 52 0M15 36a25 25 0 0 1 34 0M24 45a12 12 0 0 1 16 0M10 8l44 48" />
        <circle cx="32" cy="53" r="2.5" />
      </svg>
      <h1>{offline.title}</h1>
      <p class="lead">{offline.text}</p>
      <p>
        <a class="button" href="">
          {offline.again}
        </a>
      </p>
      <p class="muted needs-script">{offline.auto}</p>
    </div>
  )
}

export function offlineHead(_data: object, page: PageContext): Head {
  return siteHead({ title: wordsIn(page.locale).t.offline.title, noindex: true }, page)
}
