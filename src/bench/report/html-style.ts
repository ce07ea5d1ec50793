/** The style of the page of a run. Colours come in pairs, light first; those of lines reach 3:1 on both grounds. */
export const htmlStyle = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f7f9, #0b1120);
  --surface: light-dark(#ffffff, #131c31);
  --sunken: light-dark(#eef1f5, #1b2640);
  --line: light-dark(#d9dfe7, #2b3854);
  --shade: light-dark(#c3ccd8, #3b4a6b);
  --text: light-dark(#17202e, #e6ebf4);
  --muted: light-dark(#556173, #a3b0c5);
  --link: light-dark(#0b5a8f, #7cc4f2);
  --good: light-dark(#00694d, #3ccfa4);
  --bad: light-dark(#a84300, #f0a060);
  --series-1: light-dark(#0072b2, #56b4e9);
  --series-2: light-dark(#c2570c, #f0a060);
  --series-3: light-dark(#00805e, #3ccfa4);
  --series-4: light-dark(#a8467c, #dd8fba);
  --series-5: light-dark(#8a6d00, #e3cb45);
  --series-6: light-dark(#4b5fb5, #9aa9f0);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto;
  max-width: 76rem;
  padding: 1.5rem clamp(1rem, 3vw, 2rem) 3rem;
  background: var(--page);
  color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif;
  font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere;
}
h1, h2 { line-height: 1.2; margin: 0 0 0.75rem; }
h1 { font-size: clamp(1.625rem, 1.3rem + 1.6vw, 2.375rem); }
h2 { font-size: clamp(1.25rem, 1.1rem + 0.7vw, 1.5rem); }
p, ul { margin: 0 0 0.75rem; max-width: 52rem; }
ul { padding-left: 1.25rem; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.muted, figcaption, summary, caption { color: var(--muted); }
.muted, .legend, figcaption, summary, table, nav, pre { font-size: 0.875rem; }
pre {
  margin: 0 0 0.75rem;
  padding: 0.75rem 1rem;
  overflow-x: auto;
  background: var(--sunken);
  border-radius: 6px;
}
nav ul { columns: 22rem; column-gap: 2rem; max-width: none; list-style: none; padding: 0; }
nav li { break-inside: avoid; padding: 0.15rem 0; color: var(--muted); display: grid; grid-template-columns: 6rem 1fr; gap: 0.5rem; }
nav a { padding: 0.1rem 0; font-weight: 600; }
section { margin-top: 1.5rem; padding: 1.25rem clamp(1rem, 2vw, 1.5rem); background: var(--surface); border: 1px solid var(--line); border-radius: 12px; }
.verdict, .note { padding: 0.6rem 1rem; border-left: 4px solid var(--muted); background: var(--sunken); border-radius: 0 6px 6px 0; }
.verdict { margin: 0 0 1rem; max-width: 52rem; }
.verdict > :last-child { margin-bottom: 0; }
.verdict p { margin-bottom: 0.35rem; }
.verdict.good { border-color: var(--good); }
.verdict.bad, .note.bad { border-color: var(--bad); }
.scroll {
  width: fit-content;
  max-width: 100%;
  overflow-x: auto;
  margin: 0 0 0.75rem;
  /* A shadow at the edge beyond which there is more: the covers scroll with the table, the shadows do not. */
  background:
    linear-gradient(to right, var(--surface) 50%, transparent) 0 0 / 2rem 100% no-repeat local,
    linear-gradient(to left, var(--surface) 50%, transparent) 100% 0 / 2rem 100% no-repeat local,
    linear-gradient(to right, var(--shade), transparent) 0 0 / 0.75rem 100% no-repeat scroll,
    linear-gradient(to left, var(--shade), transparent) 100% 0 / 0.75rem 100% no-repeat scroll;
}
.stays { position: sticky; left: 0; background: var(--surface); }
table { border-collapse: collapse; white-space: nowrap; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: 0.3rem 0.65rem; text-align: left; }
th:first-child { padding-left: 0; }
.right { text-align: right; }
thead th { color: var(--muted); font-weight: 600; border-bottom: 1px solid var(--line); }
tbody th { font-weight: 500; }
tbody tr:not(.first) > th:first-child:not(.stays) { color: var(--muted); }
tbody tr.first:not(:first-child) > * { border-top: 1px solid var(--line); }
td.good { color: var(--good); }
td.bad { color: var(--bad); font-weight: 600; }
.legend { display: flex; flex-wrap: wrap; gap: 0.35rem 1.25rem; margin: 1rem 0 0.5rem; padding: 0; list-style: none; }
.legend svg { vertical-align: middle; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: 1.25rem; align-items: start; }
figure { margin: 0; min-width: 0; container-type: inline-size; }
figcaption { margin-bottom: 0.35rem; color: var(--text); font-weight: 600; }
details { margin-top: 0.35rem; }
summary { cursor: pointer; padding: 0.25rem 0; }
.chart { display: block; width: 100%; height: auto; }
.chart text { fill: var(--muted); font-size: 14px; }
@container (max-width: 400px) { .chart text { font-size: 16px; } }
.grid, .axis { fill: none; stroke: var(--line); stroke-width: 1; }
.axis { stroke: var(--muted); }
.band { fill: var(--sunken); }
.line { fill: none; stroke: var(--colour); stroke-width: 2; stroke-linejoin: round; }
.mark { fill: var(--surface); stroke: var(--colour); stroke-width: 1.6; }
.chart .line-end { fill: var(--colour); font-weight: 600; }
${[1, 2, 3, 4, 5, 6].map((at) => `.series-${at} { --colour: var(--series-${at}); }`).join('\n')}
@media (prefers-contrast: more) { :root { --line: light-dark(#556173, #a3b0c5); --muted: var(--text); } }
@media print {
  :root { color-scheme: light; --page: #ffffff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, details { display: none; }
  .stays { position: static; }
  section { border: 0; padding: 0; }
  figure, tr, .verdict, .note { break-inside: avoid; }
  h2 { break-after: avoid; }
  .scroll { overflow: visible; }
  table { font-size: 7.5pt; }
  th, td { padding: 0.15rem 0.35rem; white-space: normal; }
}
`
