import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isolateReport } from './sanitise-html.ts'

const html = suite('content/sanitise-html')

html('takes the title out, finds the lead and keeps the text', () => {
  const report = isolateReport(
    '<h1>The <em>title</em></h1><p> </p><p>The\n lead</p><h1>Second</h1>',
    'p{color:red}',
    '',
  )

  assert.equal(report, {
    title: 'The title',
    lead: 'The lead',
    html: '<p> </p><p>The\n lead</p><h2>Second</h2>',
    css: 'p{color:red}',
    charts: [],
    text: '  The\n lead Second',
  })
})

html('has neither title nor lead when there is none', () => {
  const { title, lead } = isolateReport('<div>text</div>', '', '')

  assert.equal([title, lead], [undefined, undefined])
})

html('keeps what is text', () => {
  const text =
    '<section id="a" class="b c"><h2>One</h2><ul><li><a href="https://a.test">x</a></li></ul>' +
    '<table><thead><tr><th scope="col">a</th></tr></thead>' +
    '<tbody><tr><td colspan="2" data-label="a">b</td></tr></tbody></table>' +
    '<details open><summary>more</summary><time datetime="2026-11-20">today</time></details></section>'

  assert.is(clean(text), text)
})

html('drops scripts with what is in them', () => {
  assert.is(clean('<p>a<script>alert(1)</script>b</p>'), '<p>ab</p>')
  assert.is(clean('<SCRIPT src=//evil.test></SCRIPT><p>a</p>'), '<p>a</p>')
  assert.is(clean('<scr<script>ipt>alert(1)</script>'), 'ipt>alert(1)')
  assert.is(clean('<!-- --!><script>alert(1)</script>'), '')
  assert.is(clean('<![CDATA[<script>alert(1)</script>'), 'alert(1)')
})

html('drops every attribute that would run something', () => {
  assert.is(clean('<p onclick=alert(1) ONMOUSEOVER="x" on\u212Aeydown=x>a</p>'), '<p>a</p>')
  assert.is(clean('<details open ontoggle=alert(1)>a</details>'), '<details open>a</details>')
  assert.is(
    clean('<summary autofocus onfocus=alert(1) tabindex=0 contenteditable popover>a</summary>'),
    '<summary>a</summary>',
  )
  assert.is(clean('<p is="x-y" slot="a" part="a" name="a" hidden role="alert" data-foo="a">a</p>'), '<p>a</p>')
})

html('links to the web, to mail and inside the page', () => {
  const links =
    '<a href="https://a.test">a</a><a href="http://a.test">b</a><a href="mailto:a@b.test">c</a><a href="#d">d</a>'

  assert.is(clean(links), links)
})

html('keeps only the words of a link that would run something', () => {
  assert.is(clean('<a href="javascript:alert(1)">a</a>'), '<a>a</a>')
  assert.is(clean('<a href=" JavaScript:alert(1)">a</a>'), '<a>a</a>')
  assert.is(clean('<a href="&#x6A;ava&#9;script:alert(1)">a</a>'), '<a>a</a>')
  assert.is(clean('<a href="java\nscript:alert(1)">a</a>'), '<a>a</a>')
  assert.is(clean('<a href="&#1;javascript:alert(1)">a</a>'), '<a>a</a>')
  assert.is(clean('<a href="data:text/html,hi">a</a>'), '<a>a</a>')
  assert.is(clean('<a href="vbscript:alert">a</a>'), '<a>a</a>')
  assert.is(clean('<a href="blob:https://a.test/1">a</a>'), '<a>a</a>')
  assert.is(clean('<a xlink:href="javascript:alert(1)">a</a>'), '<a>a</a>')
})

html('drops where a link opens and what it reports', () => {
  assert.is(
    clean('<a href="https://a.test" target="_top" rel="opener" ping="//evil.test" download>a</a>'),
    '<a href="https://a.test">a</a>',
  )
})

html('drops what embeds, loads or sends', () => {
  assert.is(clean('<iframe src="//evil.test">a</iframe><iframe srcdoc="<script>alert(1)</script>"></iframe>'), '')
  assert.is(clean('<object data="//evil.test">a</object><embed src="//evil.test">'), '')
  assert.is(clean('<img src="x" onerror="alert(1)"><image src="x" onerror="alert(1)"><video src="x"></video>'), '')
  assert.is(clean('<form action="//evil.test"><input name="a" formaction="//evil.test"><b>b</b></form>'), '<b>b</b>')
  assert.is(clean('<button>a</button>'), '')
  assert.is(clean('<base href="//evil.test"><meta http-equiv="refresh" content="0;url=//evil.test">'), '')
  assert.is(clean('<link rel="stylesheet" href="//evil.test"><style>p{color:red}</style>'), '')
})

html('drops documents inside the document, but not their text', () => {
  assert.is(
    clean('<!doctype html><html onload=x><head><title>t</title></head><body onload=x><p>a</p></body></html>'),
    '<p>a</p>',
  )
  assert.is(clean('<frameset onload=x><frame src=x></frameset>'), '')
})

html('drops templates, nested ones and shadow roots too', () => {
  assert.is(clean('<p>a</p><template><p>b</p></template>'), '<p>a</p>')
  assert.is(clean('<div><template shadowrootmode="open"><script>alert(1)</script></template></div>'), '<div></div>')
  assert.is(clean('<template><template><p onclick=x>b</p></template></template><p>a</p>'), '<p>a</p>')
})

html('cannot end the template that it will stand in', () => {
  assert.is(clean('</div></template></style><p>a</p>'), '<p>a</p>')
  assert.is(clean('<p>&lt;/template&gt;&lt;script&gt;</p>'), '<p>&#x3C;/template>&#x3C;script></p>')
})

html('puts no slots but its own', () => {
  assert.is(clean('<slot name="x">a</slot>'), 'a')
})

html('drops drawings and formulas with all that hides in them', () => {
  assert.is(clean('<svg onload=alert(1)><script>alert(1)</script></svg>'), '')
  assert.is(clean('<svg><a xlink:href="javascript:alert(1)"><text>a</text></a></svg>'), '')
  assert.is(clean('<svg><animate attributeName="href" values="javascript:alert(1)" /></svg>'), '')
  assert.is(clean('<svg><foreignObject><p onclick="x">a</p></foreignObject></svg>'), '')
  assert.is(clean('<math href="javascript:alert(1)"><mi>a</mi></math>'), '')
  assert.is(clean('<math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml></math>'), '')
})

html('leaves nothing that changes its meaning when it is read again', () => {
  const payloads = [
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    '<svg><style><img src=x onerror=alert(1)></style></svg>',
    '<table><b><svg><style><b title="</style><img src=x onerror=alert(1)>">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    '<textarea><p title="</textarea><img src=x onerror=alert(1)>">',
    '<title><p title="</title><img src=x onerror=alert(1)>">',
    '<xmp><p title="</xmp><img src=x onerror=alert(1)>">',
    '<noembed><p title="</noembed><img src=x onerror=alert(1)>">',
    '<noframes><p title="</noframes><img src=x onerror=alert(1)>">',
    '<plaintext><img src=x onerror=alert(1)>',
    '<listing>&lt;img src=x onerror=alert(1)&gt;</listing>',
  ]

  const once = payloads.map(clean)
  const twice = once.map(clean)

  assert.equal(twice, once)
  const tags = once.join('\n').replace(/ title="[^"]*"/g, '')
  assert.not.match(tags, /<(?!\/?(p|b|table)>)/)
})

html('writes text of raw-text elements as text', () => {
  assert.is(clean('<xmp><img src=x onerror=alert(1)></xmp>'), '&#x3C;img src=x onerror=alert(1)>')
  assert.is(clean('<plaintext><img src=x>'), '&#x3C;img src=x>')
})

html('lets no value out of its attribute', () => {
  assert.is(clean(`<p title='"><script>alert(1)</script>'>a</p>`), '<p title="&#x22;><script>alert(1)</script>">a</p>')
  assert.is(clean(`<p class='a"onclick="x'>a</p>`), '<p class="a&#x22;onclick=&#x22;x">a</p>')
  assert.is(clean(`<p id='"><script>'>a</p>`), '<p id="&#x22;><script>">a</p>')
})

html('takes ids and classes that every object has as plain text', () => {
  assert.is(clean('<p id="__proto__" class="constructor">a</p>'), '<p id="__proto__" class="constructor">a</p>')
  assert.is(clean('<p __proto__="a" constructor="b">a</p>'), '<p>a</p>')
  assert.is(clean('<constructor>a</constructor><__proto__>b</__proto__>'), 'a&#x3C;__proto__>b')
})

html('frees cells that stand outside a table', () => {
  assert.is(clean('<td onclick=x>a</td>'), 'a')
})

html('moves style attributes into the sheet', () => {
  const report = isolateReport('<p class="a" style="color:red">x</p><p style="color:blue">y</p>', 'p{top:0}', '')

  assert.is(report.html, '<p class="a inline-1">x</p><p class="inline-2">y</p>')
  assert.is(report.css, 'p{top:0}#report-container .inline-1{color:red}#report-container .inline-2{color:blue}')
})

html('drops from style attributes what the sheet may not hold', () => {
  assert.equal(styled('background:url(//evil.test);position:fixed;color:red'), '#report-container .inline-1{color:red}')
  assert.equal(styled('color:red}:host{display:none'), '')
  assert.equal(styled("content:'</style><script>'"), '#report-container .inline-1{content:"<\\/style><script>"}')
})

html('drops from the sheet what reaches out', () => {
  assert.is(isolateReport('', ':host{display:none}p{background:url(//evil.test)}</style><script>', '').css, 'p{}')
})

html('puts a slot where the script wants a chart, under the heading there', () => {
  const report = isolateReport(
    '<h2>Fear &amp; <em>greed</em></h2><div id="x">loading</div><div id="x">again</div><h2>After</h2>',
    '',
    "createGauge(document.getElementById('x'), 45)",
  )

  assert.is(
    report.html,
    '<h2>Fear &#x26; <em>greed</em></h2><div id="x"><slot name="x"></slot></div><div id="x">again</div><h2>After</h2>',
  )
  assert.equal(
    report.charts.map(({ elementId, chart }) => [elementId, chart.title]),
    [['x', 'Fear & greed']],
  )
})

html('drops a chart without a place, or whose place another chart took', () => {
  const script =
    "createGauge(document.getElementById('x'), 1);createGauge(document.getElementById('y'), 2);" +
    "createGauge(document.getElementById('z'), 3)"

  const report = isolateReport('<div id="x"><div id="y"></div></div>', '', script)

  assert.is(report.html, '<div id="x"><slot name="x"></slot></div>')
  assert.equal(
    report.charts.map(({ elementId }) => elementId),
    ['x'],
  )
})

html('writes a hostile id of a chart as text', () => {
  const report = isolateReport(
    `<div id='"></template><script>'></div>`,
    '',
    `createGauge(document.getElementById('"></template><script>'), 1)`,
  )

  assert.is(report.html, '<div id="&#x22;></template><script>"><slot name="&#x22;></template><script>"></slot></div>')
})

html('reads markup that is nested deep', () => {
  assert.is(clean(`${'<div>'.repeat(400)}a`), `${'<div>'.repeat(400)}a${'</div>'.repeat(400)}`)
})

html('has no title made of what is not shown', () => {
  assert.is(isolateReport('<h1>Title<script>alert(1)</script></h1>', '', '').title, 'Title')
  assert.is(
    isolateReport('<svg><title>x</title></svg><noscript><h1>Hidden</h1></noscript><h1>Title</h1>', '', '').title,
    'Title',
  )
})

html('passes over an empty heading for the title', () => {
  assert.is(isolateReport('<h1> </h1><h1>Title</h1>', '', '').title, 'Title')
})

function clean(markup: string): string {
  return isolateReport(markup, '', '').html
}

function styled(style: string): string {
  return isolateReport(`<p style="${style}">a</p>`, '', '').css
}

html.run()
