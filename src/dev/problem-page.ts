import { escapeHtml } from '../live/html-text.ts'
import { type Problem, titleOf } from './problem.ts'

/** A page in place of one that cannot be shown: where it broke, and why. With `scripts` it loads again when that is mended. */
export function problemPage(problem: Problem, scripts: readonly string[]): string {
  const { message, place, hint, frame, stack } = problem
  const parts = [
    `<h1>${escapeHtml(message)}</h1>`,
    place && `<p><code>${escapeHtml(`${place.file}:${place.line}:${place.column}`)}</code></p>`,
    hint && `<p>${escapeHtml(hint)}</p>`,
    frame && `<pre>${escapeHtml(frame)}</pre>`,
    stack && `<details><summary>Stack</summary><pre>${escapeHtml(stack)}</pre></details>`,
  ]
  const loaded = scripts.map((src) => `<script type="module" src="${escapeHtml(src)}"></script>`)
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(titleOf(problem))}</title><style>${style}</style>${loaded.join('')}</head><body><main>${parts.filter(Boolean).join('\n')}</main></body></html>\n`
}

const style = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  main { max-width: 60rem; margin: 3rem auto; padding: 0 1rem; border-top: 4px solid #c62828 }
  h1 { font-size: 1.25rem; overflow-wrap: anywhere }
  pre { overflow-x: auto; padding: 1rem; background: color-mix(in srgb, currentColor 8%, transparent) }
`
