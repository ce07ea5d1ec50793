import type { Head, PageContext } from 'enddel'
import { Breadcrumbs } from '../parts/breadcrumbs.tsx'
import { siteHead } from '../site-head.tsx'
import { useWords, wordsIn } from '../words.ts'

const parts = ['build', 'pages', 'reports', 'market', 'redis', 'products'] as const
const overall = ['asking', 'ok', 'degraded', 'unknown'] as const

/** The frame of `/api/health`: the browser asks, so that the page tells of now and not of when it was made. */
export function StatusPage() {
  const { status } = useWords().t
  return (
    <>
      <Breadcrumbs here={status.title} />
      <h1>{status.title}</h1>
      <p class="lead">{status.lead}</p>
      <noscript>
        <p class="note">
          {status.noScript} <a href="/api/health">/api/health</a>
        </p>
      </noscript>
      <div class="status needs-script" data-status data-words={JSON.stringify(status.states)}>
        <h2
          class="status-overall"
          data-overall
          data-state="asking"
          {...Object.fromEntries(overall.map((state) => [`data-${state}`, status.overall[state]]))}
        >
          {status.overall.asking}
        </h2>
        <ul class="status-parts card">
          {parts.map((part) => (
            <li key={part} data-part={part} data-state="asking">
              <strong>{status.parts[part]}</strong>
              <span class="status-word" data-word>
                {status.states.asking}
              </span>
              <span class="status-limit">{status.limits[part]}</span>
            </li>
          ))}
        </ul>
        <p class="meta">
          <span>
            {status.checked} <time>–</time>
          </span>
          <span>
            {status.parts.build}: <code data-build>–</code>
          </span>
          <a href="/api/health">{status.raw}</a>
        </p>
        <p>
          <button type="button" class="button">
            {status.again}
          </button>
        </p>
      </div>
    </>
  )
}

export function statusHead(_data: object, page: PageContext): Head {
  const { status } = wordsIn(page.locale).t
  return siteHead({ title: status.title, description: status.lead, noindex: true }, page)
}
