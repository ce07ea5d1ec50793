import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sanitiseCss, sanitiseDeclarations } from './sanitise-css.ts'

const css = suite('content/sanitise-css')

css('keeps an ordinary sheet', () => {
  assert.is(
    sanitiseCss('.card > p:hover::before { color: var(--ink); content: "→" } @media print { a { display: none } }'),
    '.card>p:hover::before{color:var(--ink);content:"→"}@media print{a{display:none}}',
  )
  assert.is(sanitiseCss('p{--ink:#123;position:absolute}'), 'p{--ink:#123;position:absolute}')
  assert.is(sanitiseCss('@keyframes a{from{top:0}to{top:1px}}'), '@keyframes a{from{top:0}to{top:1px}}')
})

css('makes the root of a document the container of the report', () => {
  assert.is(sanitiseCss(':root{color:red}'), '#report-container{color:red}')
  assert.is(sanitiseCss('html,BODY.dark p{color:red}'), '#report-container,#report-container.dark p{color:red}')
})

css('drops rules that load, whatever the case and the spelling of their names', () => {
  assert.is(sanitiseCss('@import "//evil.test";p{color:red}'), 'p{color:red}')
  assert.is(sanitiseCss('@IMPORT url(//evil.test);p{color:red}'), 'p{color:red}')
  assert.is(sanitiseCss('@\\69mport "//evil.test";p{color:red}'), 'p{color:red}')
  assert.is(sanitiseCss('@media print{@import "//evil.test";p{color:red}}'), '@media print{p{color:red}}')
  assert.is(sanitiseCss('@font-face{font-family:a;src:url(//evil.test)}p{color:red}'), 'p{color:red}')
  assert.is(sanitiseCss('@layer a{@font-face{src:url(//evil.test)}}'), '@layer a{}')
  assert.is(sanitiseCss('@namespace svg url(//evil.test);p{color:red}'), 'p{color:red}')
  assert.is(sanitiseCss('@counter-style a{symbols:url(//evil.test)}'), '')
})

css('drops rules it does not know', () => {
  assert.is(sanitiseCss('@property --a{syntax:"<url>";inherits:true;initial-value:url(//evil.test)}'), '')
  assert.is(sanitiseCss('@scope (:host){p{color:red}}@view-transition{navigation:auto}@page{margin:0}'), '')
  assert.is(sanitiseCss('@document url(//evil.test){p{color:red}}'), '')
})

css('drops declarations that load', () => {
  assert.is(sanitiseCss('p{background:url(//evil.test);color:red}'), 'p{color:red}')
  assert.is(sanitiseCss('p{background:URL( "//evil.test" )}'), 'p{}')
  assert.is(sanitiseCss('p{background:url(data:image/png;base64,AAAA)}'), 'p{}')
  assert.is(sanitiseCss('p{cursor:url(//evil.test),auto;list-style:"x" url(//evil.test);filter:url(#a)}'), 'p{}')
  assert.is(sanitiseCss('p{background:image-set("//evil.test" 1x)}'), 'p{}')
  assert.is(sanitiseCss('p{background:-webkit-image-set("//evil.test" 1x)}'), 'p{}')
  assert.is(sanitiseCss('p{background:image("//evil.test")}p{background:src("//evil.test")}'), 'p{}p{}')
  assert.is(sanitiseCss('p{background:cross-fade("//evil.test",red)}p{background:element(#a)}'), 'p{}p{}')
})

css('drops declarations that load from deep inside a value or a rule', () => {
  assert.is(sanitiseCss('p{background:(url(//evil.test))}p{background:[url(//evil.test)]}'), 'p{}p{}')
  assert.is(sanitiseCss('p{color:var(--a,url(//evil.test))}'), 'p{}')
  assert.is(sanitiseCss('@keyframes a{from{background:url(//evil.test)}}'), '@keyframes a{from{}}')
  assert.is(
    sanitiseCss('@media print{@supports (top:0){p{background:url(//evil.test)}}}'),
    '@media print{@supports (top:0){p{}}}',
  )
  assert.is(sanitiseCss('p{@media print{background:url(//evil.test)}}'), 'p{@media print{}}')
  assert.is(sanitiseCss('p{& .a{background:url(//evil.test)}}'), 'p{& .a{}}')
})

css('drops custom properties that hide something that loads', () => {
  assert.is(sanitiseCss('p{--a:url(//evil.test);background:var(--a)}'), 'p{background:var(--a)}')
  assert.is(sanitiseCss('p{--a:image-set("//evil.test" 1x)}'), 'p{}')
  assert.is(sanitiseCss('p{--a:{url(//evil.test)}}'), 'p{}')
})

css('does not join what a comment parts', () => {
  assert.is(sanitiseCss('p{background:u/**/rl("//evil.test")}'), 'p{background:u rl("//evil.test")}')
  assert.is(sanitiseCss('p{position:fi/**/xed}'), 'p{}')
})

css('drops what old browsers would run', () => {
  assert.is(sanitiseCss('p{width:expression(alert(1));behavior:url(a.htc);-moz-binding:url(a.xml#b)}'), 'p{}')
  assert.is(sanitiseCss('p{filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(src="//evil.test")}'), 'p{}')
})

css('keeps the host and what is slotted out of reach', () => {
  assert.is(sanitiseCss(':host{display:none}:HOST{display:none}'), '')
  assert.is(sanitiseCss(':host(.a) p{color:red}:host-context(body) p{color:red}'), '')
  assert.is(sanitiseCss('::slotted(*){display:none}::part(a){color:red}'), '')
  assert.is(sanitiseCss('p{color:red;:host &{display:none}}'), 'p{color:red}')
})

css('finds the host inside other selectors', () => {
  assert.is(sanitiseCss('p:is(:host),p:where(:host),:not(:host),:has(:host){color:red}'), '')
  assert.is(sanitiseCss('p:nth-child(1 of :host){color:red}'), '')
})

css('keeps the harmless selectors of a list', () => {
  assert.is(sanitiseCss('p,:host,a{color:red}'), 'p,a{color:red}')
})

css('keeps everything in its box', () => {
  assert.is(sanitiseCss('p{position:fixed;color:red}'), 'p{color:red}')
  assert.is(sanitiseCss('p{POSITION:FIXED!important}p{position:sticky}'), 'p{}p{}')
  assert.is(sanitiseCss('p{position:var(--a,fixed)}p{position:env(a,fixed)}'), 'p{}p{}')
  assert.is(sanitiseCss('p{view-transition-name:root;anchor-name:--a}'), 'p{}')
})

css('reads attributes for content only', () => {
  assert.is(sanitiseCss('p::after{content:attr(title)}'), 'p::after{content:attr(title)}')
  assert.is(sanitiseCss('p{width:attr(data-label px);background:attr(title url)}'), 'p{}')
  assert.is(sanitiseCss('p::after{content:attr(title type(<url>))}'), 'p::after{}')
})

css('cannot end the style element', () => {
  assert.is(sanitiseCss('p::after{content:"</style><script>"}'), 'p::after{content:"<\\/style><script>"}')
  assert.is(sanitiseCss('p::after{content:"\\3c/style>"}'), 'p::after{content:"<\\/style>"}')
  assert.is(sanitiseCss('p::after{content:"\\3c\\2f STYLE>"}'), 'p::after{content:"<\\/STYLE>"}')
  assert.is(sanitiseCss('[a="</style>"]{color:red}'), '[a="<\\/style>"]{color:red}')
  assert.is(
    sanitiseCss('@supports (content:"</style>"){p{color:red}}'),
    '@supports (content:"<\\/style>"){p{color:red}}',
  )
  assert.not.match(sanitiseCss('@media </style>{p{color:red}}'), /<\/style/i)
  assert.is(sanitiseCss('/* </style> */p{color:red}'), 'p{color:red}')
})

css('lets no stray or missing bracket change what follows', () => {
  assert.is(sanitiseCss('p{color:red}}:host{display:none}'), 'p{color:red}')
  assert.is(sanitiseCss('p{color:"a\n;background:url(//evil.test)}'), 'p{}')
  assert.is(sanitiseCss('p{background:url(//evil.test'), 'p{}')
  assert.is(sanitiseCss('p{color:red}/* :host{'), 'p{color:red}')
  assert.is(sanitiseCss('@a{};:host{color:red}'), '')
})

css('gives an empty sheet for what is none', () => {
  assert.is(sanitiseCss(''), '')
  assert.is(sanitiseCss('}}}'), '')
  assert.is(sanitiseCss('<p>not css</p>'), '')
})

css('reads values and selectors that are nested deep', () => {
  assert.is(sanitiseCss(`p{color:${'('.repeat(20_000)}}a{color:red}`), 'p{}')
  assert.not.throws(() => sanitiseCss(`p${':not('.repeat(20_000)}a${')'.repeat(20_000)}{color:red}`))
})

css('drops names of loading functions that are written with escapes', () => {
  assert.is(sanitiseCss('p{background:\\75rl("//evil.test")}'), 'p{}')
  assert.is(sanitiseCss('p{background:u\\000072 l(//evil.test)}'), 'p{}')
  assert.is(sanitiseCss('p{background:\\69mage-set("//evil.test" 1x)}'), 'p{}')
  assert.is(sanitiseCss('p{--a:\\75rl("//evil.test");background:var(--a)}'), 'p{background:var(--a)}')
})

css('keeps everything in its box when position is written with escapes', () => {
  assert.is(sanitiseCss('p{position:\\66ixed}'), 'p{}')
  assert.is(sanitiseCss('p{p\\6fsition:fixed}'), 'p{}')
})

css('keeps the host out of reach when it is written with escapes', () => {
  assert.is(sanitiseCss(':\\68ost{display:none!important}'), '')
  assert.is(sanitiseCss('p:is(:\\48OST){color:red}'), '')
})

css('keeps everything in its box when a custom property says fixed', () => {
  assert.is(sanitiseCss('p{--a:fixed;position:var(--a)}'), 'p{--a:fixed}')
})

css('drops what has the name of a vendor in front', () => {
  assert.is(sanitiseCss('p{position:-webkit-sticky}'), 'p{}')
  assert.is(sanitiseCss('p{background:-moz-element(#a)}'), 'p{}')
  assert.is(sanitiseCss('p{background:-webkit-cross-fade("//evil.test",50%)}'), 'p{}')
})

css('keeps the harmless declarations of an attribute', () => {
  assert.is(sanitiseDeclarations('color: red; font-size: 1.6rem'), 'color:red;font-size:1.6rem')
  assert.is(sanitiseDeclarations('position:fixed;color:red;background:url(//evil.test)'), 'color:red')
  assert.is(sanitiseDeclarations(''), '')
})

css('does not let an attribute end its rule', () => {
  assert.is(sanitiseDeclarations('color:red}:host{display:none'), '')
  assert.is(sanitiseDeclarations('top:0;:host{display:none}'), 'top:0')
  assert.is(sanitiseDeclarations('top:0;@media print{a{color:red}}'), 'top:0')
  assert.is(sanitiseDeclarations('--a:}:host{display:none}'), '')
  assert.is(sanitiseDeclarations('color:var(--a'), 'color:var(--a)')
  assert.is(sanitiseDeclarations('content:"a'), 'content:"a"')
  assert.is(sanitiseDeclarations('content:"a\\'), 'content:"a"')
  assert.is(sanitiseDeclarations('top:0/* a'), 'top:0')
})

css('does not let an attribute end the style element', () => {
  assert.is(sanitiseDeclarations('content:"</style><script>"'), 'content:"<\\/style><script>"')
  assert.is(sanitiseDeclarations('color:red}</style><script>'), '')
})

css.run()
