import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseRowReport } from './row-report.ts'

const row = suite('content/row-report')

row('reads both languages with the sheet they share and the script of each', () => {
  const report = parseRowReport(
    {
      ...plain,
      css_content: 'p{color:red}',
      js_content: "createGauge(document.getElementById('g'), 1)",
      html_content_en: '<h1>Title</h1><p>Lead</p><div id="g"></div>',
      js_content_en: "createGauge(document.getElementById('g'), 2)",
      unknown_column: 1,
    },
    'rally',
    'row.json',
  )

  assert.equal(report.facts, {
    id: 7,
    slug: 'rally',
    createdAt: '2026-11-20T07:30:00+07:00',
    symbols: [],
    prices: {},
    sources: [],
  })
  assert.equal(report.texts.vi, {
    title: 'Tiêu đề',
    summary: 'Mở đầu',
    readingMinutes: 1,
    body: {
      kind: 'isolated',
      html: '<p>Mở đầu</p><div id="g"><slot name="g"></slot></div>',
      css: 'p{color:red}',
      charts: [gauge(1)],
    },
  })
  assert.equal(report.texts.en, {
    title: 'Title',
    summary: 'Lead',
    readingMinutes: 1,
    body: {
      kind: 'isolated',
      html: '<p>Lead</p><div id="g"><slot name="g"></slot></div>',
      css: 'p{color:red}',
      charts: [gauge(2)],
    },
  })
})

row('is Vietnamese alone when there is no English', () => {
  assert.equal(Object.keys(parseRowReport({ ...plain, html_content_en: null }, 'rally', 'row.json').texts), ['vi'])
  assert.equal(Object.keys(parseRowReport({ ...plain, html_content_en: '' }, 'rally', 'row.json').texts), ['vi'])
})

row('names the file and the column that is wrong', () => {
  assert.throws(() => parseRowReport(null, 'rally', 'row.json'), /^row\.json: /)
  assert.throws(() => parseRowReport({ ...plain, id: '7' }, 'rally', 'row.json'), /^row\.json: id: /)
  assert.throws(() => parseRowReport({ ...plain, html_content: '' }, 'rally', 'row.json'), /^row\.json: html_content: /)
  assert.throws(() => parseRowReport({ ...plain, css_content: 1 }, 'rally', 'row.json'), /^row\.json: css_content: /)
  assert.throws(
    () => parseRowReport({ ...plain, created_at: '2026-11-20 07:30' }, 'rally', 'row.json'),
    /^row\.json: created_at: a date with time and zone/,
  )
})

row('names the language whose markup has no title', () => {
  assert.throws(
    () => parseRowReport({ ...plain, html_content: '<p>Mở đầu</p>' }, 'rally', 'row.json'),
    /^row\.json: the vi markup has no h1$/,
  )
  assert.throws(
    () => parseRowReport({ ...plain, html_content_en: '<h1> </h1>' }, 'rally', 'row.json'),
    /^row\.json: the en markup has no h1$/,
  )
})

row('sums up with the title when there is no paragraph', () => {
  assert.is(
    parseRowReport({ ...plain, html_content: '<h1>Title</h1>' }, 'rally', 'row.json').texts.vi?.summary,
    'Title',
  )
})

row('cuts a long summary at a word', () => {
  const lead = `${'a'.repeat(100)} ${'b'.repeat(100)} ${'c'.repeat(100)}`

  const report = parseRowReport({ ...plain, html_content: `<h1>Title</h1><p>${lead}</p>` }, 'rally', 'row.json')

  assert.is(report.texts.vi?.summary, `${'a'.repeat(100)} ${'b'.repeat(100)}…`)
})

row('cleans markup and sheet, and only reads the script', () => {
  const report = parseRowReport(
    {
      ...plain,
      html_content: '<h1>Title</h1><p onclick="alert(1)">Lead<script>alert(1)</script></p>',
      css_content: '@import "//evil.test";:host{display:none}p{background:url(//evil.test)}',
      js_content: 'process.exit(1); while (true) {}',
    },
    'rally',
    'row.json',
  )

  assert.equal(report.texts.vi?.body, { kind: 'isolated', html: '<p>Lead</p>', css: 'p{}', charts: [] })
})

row('names the file whose markup is nested too deep', () => {
  const deep = { ...plain, html_content: `<h1>Title</h1>${'<div>'.repeat(100_000)}` }

  assert.throws(() => parseRowReport(deep, 'rally', 'row.json'), /^row\.json: /)
})

row('names the file whose sheet is nested too deep', () => {
  const deep = { ...plain, css_content: `${'@media print{'.repeat(200_000)}p{color:red}` }

  assert.throws(() => parseRowReport(deep, 'rally', 'row.json'), /^row\.json: /)
})

const plain = {
  id: 7,
  html_content: '<h1>Tiêu đề</h1><p>Mở đầu</p><div id="g"></div>',
  created_at: '2026-11-20T07:30:00+07:00',
}

function gauge(value: number) {
  return { elementId: 'g', chart: { type: 'gauge', title: 'g', value, min: 0, max: 100, segments: [] } }
}

row.run()
