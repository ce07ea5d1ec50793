/** The languages of the sample site, as they are in its built pages. */
import type { Nodes } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { allTexts } from '../../templates/strings/all-texts.ts'
import { en } from '../../templates/strings/en.ts'
import { ru } from '../../templates/strings/ru.ts'
import { vi } from '../../templates/strings/vi.ts'
import { sampleOut } from './builds.ts'
import { builtPages } from './built-pages.ts'

const languages = suite('testing/sample-languages')

languages('are not mixed: no page in another language has a text of the English table', async () => {
  const out = await sampleOut()

  const found: string[] = []
  let pages = 0
  for await (const { address, html } of builtPages(out)) {
    const [, lang] = address.split('/')
    if (lang !== 'vi' && lang !== 'ru') continue
    pages++
    const isEnglish = isOnlyEnglish(lang === 'vi' ? vi : ru)
    found.push(
      ...textsIn(fromHtml(html), lang)
        .filter(isEnglish)
        .map((text) => `${address}: ${text}`),
    )
  }

  assert.ok(pages > 100)
  assert.equal(found, [])
})

languages(
  'name each other: every page has all of them and one for any reader, and each page named names it too',
  async () => {
    const out = await sampleOut()
    const links = new Map<string, Map<string, string>>()
    const unlisted = new Set<string>()
    for await (const { address, html } of builtPages(out)) {
      const head = html.slice(0, html.indexOf('<body'))
      if (head.includes('<meta name="robots" content="noindex"')) unlisted.add(address)
      const found = head.matchAll(/<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"/g)
      links.set(address, new Map([...found].map(([, lang, href]) => [lang!, href!])))
    }

    const listed = [...links].filter(([address]) => !unlisted.has(address))
    const lacking = listed.filter(([, named]) => [...named.keys()].sort().join() !== 'en,ru,vi,x-default')
    const broken = listed.flatMap(([, named]) => brokenIn(named, links))

    assert.ok(listed.length > 100)
    assert.equal(lacking, [])
    assert.equal(broken, [])
  },
)

languages.run()

/** A page of a list of languages is there, and has the same list. */
function brokenIn(named: Map<string, string>, links: Map<string, Map<string, string>>): string[] {
  const list = (alternates: Map<string, string> | undefined) => JSON.stringify([...(alternates ?? [])])
  return [...named].flatMap(([lang, href]) => {
    // Whoever asks for a path without a language is led to the same path in theirs.
    const address = lang === 'x-default' ? `/en${href}` : href
    return list(links.get(address)) === list(named) ? [] : [`${lang}: ${href}`]
  })
}

/** Whether a text is one of the English table, and none of the language's own. */
function isOnlyEnglish(own: object): (text: string) => boolean {
  const ours = matcher(own)
  const english = matcher(en)
  return (text) => english(text) && !ours(text)
}

function matcher(table: object): (text: string) => boolean {
  const texts = [...allTexts(table).values()]
  const whole = new Set(texts)
  const made = texts
    .filter((text) => /[a-z]{3}/i.test(text) && /‹\d›|\{\}/.test(text))
    .map((text) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/‹\d›|\\\{\\\}/g, '.+?')}$`))
  return (text) => whole.has(text) || made.some((pattern) => pattern.test(text))
}

const readAttributes = ['ariaLabel', 'alt', 'title', 'placeholder', 'content']

/** What a page says in its own language: what is marked as another language is the report's. */
function textsIn(node: Nodes, lang: string): string[] {
  if (node.type === 'text') return [node.value.replace(/\s+/g, ' ').trim()]
  if (!('children' in node)) return []
  const texts = node.children.flatMap((child) => textsIn(child, lang))
  if (node.type !== 'element') return texts
  if (node.tagName === 'script' || node.tagName === 'style') return []
  if (node.properties.lang !== undefined && node.properties.lang !== lang) return []
  const attributes = readAttributes.map((name) => node.properties[name]).filter((value) => typeof value === 'string')
  return [...attributes, ...texts, ...(node.content ? textsIn(node.content, lang) : [])]
}
