import fc from 'fast-check'

export const seed = 20_260_101

/**
 * Source text of a site that is none: its default export renders the component of each case, or tells that it threw.
 * `count()` shows in which order a page's expressions run.
 */
export function casesSource(cases: readonly string[]): string {
  const components = cases.map((body, index) => body.replaceAll('Case', `Case${index}`))
  return `${prelude}\n${components.join('\n')}\nconst cases = [${cases.map((_, index) => `Case${index}`)}]\n${ending}`
}

/** A component called Case, of every kind of JSX there is. */
export function componentSource(): fc.Arbitrary<string> {
  const { element } = fc.letrec<{ node: string; element: string }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(...texts),
      fc.constantFrom(...expressions).map((expression) => `{${expression}}`),
      tie('element'),
      fc
        .tuple(fc.constantFrom(...wrappings), tie('element'))
        .map(([wrap, inner]) => wrap.replaceAll('JSX', () => inner)),
    ),
    element: fc
      .tuple(fc.constantFrom(...tags), fc.array(attribute, { maxLength: 4 }), fc.array(tie('node'), { maxLength: 4 }))
      .map(([tag, attributes, children]) =>
        children.length === 0 && tag !== ''
          ? `<${[tag, ...attributes].join(' ')} />`
          : `<${tag === '' ? '' : [tag, ...attributes].join(' ')}>${children.join('')}</${tag}>`,
      ),
  }))
  return fc
    .tuple(fc.constantFrom(...components), element, element)
    .map(([text, one, other]) => text.replaceAll('ONE', () => one).replaceAll('OTHER', () => other))
}

const words = (text: string) => text.trim().split(/\s+/)

const listed = (...lines: string[]) => lines.flatMap((line) => line.split('¦'))

const tags = words(`
  div p span a ul li div p span a ul li div p span a ul li table tr td h1 label br img input svg svg g path text
  linearGradient foreignObject math select option optgroup textarea my-element Box Peek InSvg Frame Fragment
  Context.Provider Id Boundary Throws Classic`).concat('')

const names = words(`
  class id title href data-x aria-hidden class id title href data-x aria-hidden class className id title htmlFor for
  tabIndex tabindex hidden disabled checked defaultChecked selected value defaultValue data-x aria-hidden aria-label
  ariaLabel draggable spellcheck contentEditable href srcSet colSpan acceptCharset httpEquiv strokeWidth stroke-width
  xlinkHref xlink:href xml:lang viewBox clipPath fillOpacity panose1 onClick onclick download dateTime is ref key
  style role multiple children`)

const values = listed(
  '"x"¦{item}¦{`x${1}`}¦"x"¦{item}¦{`x${1}`}¦"a &amp; b"¦""¦"tab\\n \' &lt; \n line"¦{"a&b<\\"c"}¦{""}¦{true}¦{false}',
  '{null}¦{undefined}¦{0}¦{-1}¦{NaN}¦{12n}¦{/re/}¦{() => 1}¦{["a", 1]}¦{{}}¦{new Date(0)}¦{signal}¦{signalOf(false)}',
  '{odd}¦{`w-${count()}`}¦{count()}¦{yes && "on"}¦{no}¦{{ __html: "<b>" }}¦{"b"}¦{["b"]}¦{"no"}',
  '{{ width: 3, opacity: 1, "--gap": 4, color: null }}',
)

const nameAndValue = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...values)).map((pair) => pair.join('='))
const nameAlone = fc.constantFrom(...names.filter((name) => name !== 'key'))
const others = fc.constantFrom('{...spread}', 'dangerouslySetInnerHTML={{ __html: "<i>&</i>" }}', 'key={item}')
const attribute = fc.oneof(
  { weight: 12, arbitrary: nameAndValue },
  { weight: 2, arbitrary: nameAlone },
  { weight: 1, arbitrary: others },
)

const texts = listed(
  'text¦ ¦\n¦  two  words  ¦\n   lines\n\n   of &amp; text\n¦&nbsp;¦ &lt;b&gt; ¦&#65;&copy;&bogus;¦ảnh 😀 ¦"quotes" & \'more\'',
  "\t¦\u00a0\n\u00a0¦{' '}¦{/* nothing */}¦// no comment¦a\r\n b",
)

const expressions = listed(
  '"a&b<\\"c"¦""¦0¦-0¦NaN¦7n¦null¦undefined¦true¦false¦no¦yes && "yes"¦odd¦() => 1¦({})¦new Date(0)¦signal¦kept¦[]',
  '["a&b", 1, null, false, ["<", kept]]¦strings¦frozen¦[...strings]¦strings?.map((text) => text)¦strings.join()',
  'count()¦`t${count()}`¦(count(), count())¦row("x")¦h("i", { title: "h" }, "h")¦"\\u2028\\ud800"',
)

const wrappings = listed(
  '{yes && JSX}¦{no || JSX}¦{no ?? JSX}¦{no ? "a" : JSX}¦{[JSX, "x"]}¦{strings.map((text) => JSX)}¦{(() => JSX)()}',
  '{strings?.map(function (text) { return JSX })}¦{strings.map((item) => { const own = JSX; return [own, JSX] })}',
  '{look(JSX)}¦{cloned(() => JSX)}¦{[JSX].map((element) => cloned(() => element))}¦{nameOf((JSX).type)}',
  '<Peek extra={JSX} />¦<Peek><b>deep {JSX}</b></Peek>¦<Box>{strings.map((item) => JSX)}</Box>',
)

const components = [
  'function Case() { return ONE }',
  'export function Case() { return <div class="page">ONE<p>OTHER</p></div> }',
  'const Case = () => ONE',
  'function InnerOfCase() { return ONE } function Case() { return <svg><InnerOfCase /><foreignObject>OTHER</foreignObject></svg> }',
  'const Case = function () { if (count() > 1) return null\n return yes ? ONE : OTHER }',
  'function Case() { const element = ONE; return <Box>{element}{look(element)}</Box> }',
  'const rowOfCase = (item) => ONE; function Case() { return <ul>{rowOfCase("r")}<Peek>{rowOfCase("s")}OTHER</Peek></ul> }',
  'function Case() { return <>ONE text OTHER</> }',
  'function Case() { return <p __proto__="x">ONE</p> }',
  'function Case() { return [ONE, OTHER] }',
  'function Case() { return <table>{Cell({ text: "a & b" })}ONE</table> }',
  'class Case extends Component { render() { return ONE } }',
  'const Case = memo(() => ONE)',
]

const prelude = `
import { cloneElement, Component, createContext, Fragment, h, toChildArray } from 'preact'
import { useId } from 'preact/hooks'
import { renderToString } from 'preact-render-to-string'

let counted = 0
const count = () => ++counted
const yes = true
const no = null
const item = 'item'
const strings = ['s&1', 's<2']
const frozen = Object.freeze(['f&1', 'f<2'])
const signalOf = (value) => ({ value, peek: () => value })
const signal = signalOf('sig&nal')
const odd = { valueOf: () => 5, toString: () => 'odd' }
const spread = { title: 'spread', strokeWidth: 2 }
const kept = <b class="kept">kept {1}</b>
const row = (text) => <li title={text}>{text}</li>
const nameOf = (type) => (type === Fragment ? 'Fragment' : type.displayName ?? type)
const cloned = (make) => cloneElement(make(), { id: 'cloned' })
const memo = (render) => function Memo(props) { return render(props) }

function look(node) {
  if (Array.isArray(node)) return node.map(look).join()
  if (node === null || typeof node !== 'object' || !('props' in node)) return typeof node === 'symbol' ? '' : String(node)
  return nameOf(node.type) + '(' + Object.keys(node.props) + ' ' + look(node.props.children) + ')'
}

function Cell({ text }) { return <td title={text}>{text}</td> }
function Box({ children }) { return <section>{children}</section> }
function InSvg({ children }) { return <svg>{children}</svg> }
function Frame({ children }) { return <><hr />{children}<hr /></> }
function Id() { return <i id={useId()}>{useId()}</i> }
function Throws() { throw new Error('thrown ' + count()) }
const Context = createContext('none')
Context.Provider.displayName = 'Provider'

function Peek({ children, extra }) {
  const elements = toChildArray([children, extra])
  return <div title={look(elements)}>{elements.map((child) => (child.props ? cloneElement(child, { lang: 'en' }) : child))}</div>
}

for (const [displayName, type] of Object.entries({ Cell, Box, InSvg, Frame, Id, Throws, Peek })) Object.assign(type, { displayName })

class Boundary extends Component {
  static displayName = 'Boundary'
  componentDidCatch({ message }) { this.setState({ message }) }
  render() { return this.state.message ? <p>{this.state.message}</p> : this.props.children }
}

class Classic extends Component {
  static displayName = 'Classic'
  render() { return <p class="classic">{this.props.children}</p> }
}
`

const ending = `
export default {
  results: () => cases.map((Case) => {
    counted = 0
    try { return renderToString(<Case />) + (counted || '') } catch { return 'threw' }
  }),
}
`
