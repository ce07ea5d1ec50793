/** A content folder whose author wants to run a script on its pages, in every place that takes a text. */
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What each would do if it ran. */
const act = 'window.__ran=1'

/** Markup that runs by itself, or when the page is used. */
export const markup: readonly string[] = [
  `<script>${act}</script>`,
  `<ScRiPt src="data:text/javascript,${act}"></sCrIpT>`,
  `<script type="module">${act}</script>`,
  `<img src=x onerror="${act}">`,
  `<img src="x" onerror=${act} alt="<img src=x onerror=${act}>">`,
  `<p onclick="${act}" onmouseover="${act}" onfocus="${act}" tabindex="0">text</p>`,
  `<details open ontoggle="${act}"><summary>text</summary>text</details>`,
  `<a href="javascript:${act}">link</a>`,
  `<a href=" jAvA&#x9;script&colon;${act}">link</a>`,
  `<a href="data:text/html,<script>${act}</script>">link</a>`,
  `<a xlink:href="javascript:${act}" href="vbscript:${act}">link</a>`,
  `<svg onload="${act}"><script>${act}</script><animate onbegin="${act}" attributeName="x" dur="1s"/></svg>`,
  `<svg><a xlink:href="javascript:${act}"><text y="20">link</text></a></svg>`,
  `<math><mtext><table><mglyph><style><img src=x onerror="${act}"></style></mglyph></table></mtext></math>`,
  `<math href="javascript:${act}">link</math>`,
  `<template><script>${act}</script></template>`,
  `<template shadowrootmode="open"><script>${act}</script></template>`,
  `<iframe srcdoc="<script>parent.__ran=1</script>"></iframe>`,
  `<iframe src="javascript:parent.__ran=1"></iframe>`,
  `<object data="javascript:${act}"></object><embed src="javascript:${act}">`,
  `<form action="javascript:${act}"><button id="go">go</button><input formaction="javascript:${act}" type="submit"></form>`,
  `<body onload="${act}"><input autofocus onfocus="${act}">`,
  `<video autoplay onloadstart="${act}"><source src=x onerror="${act}"></video>`,
  `<style>@import "javascript:${act}"; p { background: url("javascript:${act}") }</style>`,
  `<link rel="stylesheet" href="data:text/css,body{display:none}">`,
  `<base href="https://attacker.invalid/">`,
  `<meta http-equiv="refresh" content="0;url=https://attacker.invalid/">`,
  `<meta http-equiv="Content-Security-Policy" content="script-src *">`,
  `<div style="background:url(javascript:${act});position:fixed;inset:0">text</div>`,
]

/** Ends what the texts around it stand in. Each has a report to itself, for one may swallow the others. */
const breakouts: readonly string[] = [
  `</title></script><script>${act}</script>`,
  `"><img src=x onerror=${act}><"`,
  `' onmouseover='${act}' x='`,
  `--><script>${act}</script><!-- <script>`,
  `</style></template></textarea></noscript><svg onload=${act}>`,
  `\uE0A5%7B%22value%22%3A%22BTC.price%22%7D\uE0A6\${${act}}{{${act}}}`,
]

/** How many reports there are, the older form last. */
export const hostileReports = breakouts.length * 2

export async function writeHostileContent(folder: string): Promise<void> {
  await mkdir(join(folder, 'reports'), { recursive: true })
  await cp('content/market.json', join(folder, 'market.json'))
  for (const [index, text] of breakouts.entries()) {
    const id = index + 1
    await writeFile(join(folder, `reports/000${id}.en.md`), markdownReport(id, text))
    const row = JSON.stringify(rowReport(breakouts.length + id, text))
    await writeFile(join(folder, `reports/001${id}-row.json`), row)
  }
  await writeFile(join(folder, 'products.json'), JSON.stringify(catalogue()))
}

function markdownReport(id: number, text: string): string {
  const quoted = JSON.stringify(text)
  const bar = { type: 'bar', title: text, prefix: '"><b>', suffix: '<!--', bars: [{ label: text, value: 1 }] }
  const line = { type: 'line', title: text, labels: [text, 'b'], series: [{ name: text, values: [1, 2] }] }
  const gauge = { type: 'gauge', title: text, value: 1, min: 0, max: 9, segments: [{ limit: 9, label: text }] }
  const front = [
    ...[`id: ${id}`, `title: ${quoted}`, `summary: ${quoted}`, `date: 2026-11-0${id}T07:30:00+07:00`],
    ...['symbols: [BTC]', 'prices: { BTC: 91204.6 }'],
    `sources: [{ name: ${quoted}, url: "https://example.com/?q=${encodeURIComponent(text)}" }]`,
  ]
  const body = [
    `## ${text}`,
    ...[bar, line, gauge].map((chart) => `\`\`\`chart\n${JSON.stringify(chart)}\n\`\`\``),
    ...[`\`${text}\``, `| ${text} | b |\n|---|---|\n| ${text} | c |`, `[${text}](javascript:${act})`],
    ...[`[a](<javascript:${act}> "${text}")`, `![${text}](javascript:${act})`, `<javascript:${act}>`, text],
    ...markup,
  ]
  return `---\n${front.join('\n')}\n---\n${body.join('\n\n')}\n`
}

function rowReport(id: number, text: string) {
  return {
    id,
    html_content: `<h1>Report ${id} ${text}</h1><p title="${text}">${text}</p><div id="chart"></div>${markup.join('\n')}`,
    css_content: `p { color: red } </style><script>${act}</script> @import url("javascript:${act}"); a { ${text} }`,
    js_content: `${act};\ncreateGauge(document.getElementById('chart'), 45, { min: 0, max: 9, segments: [{ limit: 9, color: ${JSON.stringify(text)}, label: ${JSON.stringify(text)} }] })</script><script>${act}</script>`,
    created_at: `2026-11-1${id % 10}T07:30:00+07:00`,
  }
}

function catalogue() {
  const text = breakouts.join(' ') + markup.join(' ')
  const said = { vi: text, en: text, ru: text }
  return {
    categories: [{ slug: 'all', name: said, description: said }],
    products: [
      {
        ...{ slug: 'one', category: 'all', name: said, summary: said, description: said },
        ...{ price: { amount: 1, currency: 'USD' }, inStock: true, specs: [{ name: said, value: said }] },
      },
    ],
  }
}
