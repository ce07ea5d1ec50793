import { createHash } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { contentSecurityPolicy, type OwnParts } from './csp.ts'

const csp = suite('render/csp')

csp('allows a page without inline code the site itself and nothing else', () => {
  const policy = directives('<p>text</p>')

  assert.is(policy.get('default-src'), "'none'")
  assert.is(policy.get('script-src'), "'self'")
  assert.is(policy.get('style-src'), "'self'")
  assert.is(policy.get('base-uri'), "'none'")
  assert.is(policy.get('frame-ancestors'), "'none'")
})

csp('allows an inline style by the hash of exactly its text', () => {
  const policy = directives('<style media="print">\n a { b: c }\n</style>')

  assert.is(policy.get('style-src'), `'self' ${hashSource('\n a { b: c }\n')}`)
  assert.is(policy.get('script-src'), "'self'")
})

csp('needs no hash for a script of the site', () => {
  assert.is(directives('<script type="module" src="/assets/site.js"></script>').get('script-src'), "'self'")
})

csp('names several elements each, equal ones once', () => {
  const policy = directives('<style>a{}</style><style>b{}</style><style>a{}</style>')

  assert.is(policy.get('style-src'), `'self' ${hashSource('a{}')} ${hashSource('b{}')}`)
})

csp('hashes text as UTF-8', () => {
  assert.is(directives('<style>/* ảnh */</style>').get('style-src'), `'self' ${hashSource('/* ảnh */')}`)
})

csp('allows no inline script, whoever put it there', () => {
  const policy = directives('<script>run()</script><script data-src="x">run()</script>')

  assert.is(policy.get('script-src'), "'self'")
})

csp('allows our own scripts and styles by their texts, whether they stand in the page already or not', () => {
  const policy = directives('<style>a{}</style><script>run()</script>', { scripts: ['first()'], styles: ['b{}'] })

  assert.is(policy.get('script-src'), `'self' ${hashSource('first()')}`)
  assert.is(policy.get('style-src'), `'self' ${hashSource('b{}')} ${hashSource('a{}')}`)
})

csp('lets no text become code', () => {
  assert.is(directives('<p>text</p>').get('require-trusted-types-for'), "'script'")
})

csp('allows no script whose text merely stands in an attribute', () => {
  const policy = directives('<p title="<script>alert(1)</script>">text</p>')

  assert.is(policy.get('script-src'), "'self'")
})

csp('is not led astray from a style by a tag that stands in an attribute', () => {
  const policy = directives('<p title="<style>">text</p><style>a{}</style>')

  assert.is(policy.get('style-src'), `'self' ${hashSource('a{}')}`)
})

csp('never allows inline code at large', () => {
  const policy = contentSecurityPolicy('<style>a{}</style><script>b</script><p onclick="c" style="d">')

  assert.not.match(policy, 'unsafe')
})

csp.run()

function directives(html: string, own?: OwnParts): Map<string, string> {
  const pairs = contentSecurityPolicy(html, own).split('; ')
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf(' ')), pair.slice(pair.indexOf(' ') + 1)]))
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
