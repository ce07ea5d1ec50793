/** What a build puts into the heads of its pages: the early script, the styles of each page, and the policy for both. */
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { messageOf } from '../core/errors.ts'
import { readCurrent } from '../output/current.ts'
import { openBuild } from '../output/read.ts'
import { build } from '../testing/builds.ts'
import { codeOf, failureOf } from '../testing/refusal.ts'
import { withTinyBuild } from '../testing/tiny-build.ts'
import type { TinySite } from '../testing/tiny-site.ts'
import { scriptWords } from './script-words.ts'

const shell = suite('prerender/shell')

const early = {
  'site/key.ts': `export const key: string = 'theme'\n`,
  'site/early.ts': `import { key } from './key.ts'\ndocument.documentElement.dataset.theme = localStorage[key] ?? 'light'\n`,
}

shell('stands in every page: the early script as one text that the policy knows, and the rules the page needs', () =>
  withTinyBuild(async (where) => {
    const { html, csp } = await homeOf(where)

    const [, script = ''] = /<script>(.*?)<\/script>/.exec(html) ?? []
    assert.match(script, /^\(function\(\)\{.*localStorage.*\}\)\(\);?$/)
    assert.ok(html.indexOf(script) < html.indexOf('<title>'))
    assert.match(csp, hashSource(script))
    const [, style = ''] = /<style>(.*?)<\/style>/.exec(html) ?? []
    assert.is(style, 'h1{color:#639}')
    assert.match(csp, `style-src 'self' ${hashSource(style)};`)
    assert.not.match(html, 'stylesheet')
  }, early),
)

shell('changes with every file the early script is made of', () =>
  withTinyBuild(async (where) => {
    const before = await homeOf(where)
    await writeFile(join(where.site, 'key.ts'), `export const key: string = 'colours'\n`)

    await build(where)

    const after = await homeOf(where)
    assert.match(before.html, 'theme')
    assert.match(after.html, 'colours')
    assert.is.not(after.csp, before.csp)
  }, early),
)

shell('stays as it is when reports alone have changed', () =>
  withTinyBuild(async (where) => {
    const before = await homeOf(where)
    await writeFile(join(where.content, 'products.json'), '{"categories":[],"products":[]}')

    await build(where)

    assert.equal(await homeOf(where), before)
  }, early),
)

shell('refuses an early script that is no small thing', () =>
  withTinyBuild(async (where) => {
    await writeFile(join(where.site, 'early.ts'), `console.log('${'x'.repeat(1_100)}')\n`)

    const refused = await failureOf(build(where))

    assert.is(codeOf(refused), 'E_BUNDLE')
    assert.match(messageOf(refused), /early\.ts: has 1\d{3} bytes when it is minified; 1024 may/)
  }),
)

shell('refuses an early script that would end its element', () =>
  withTinyBuild(async (where) => {
    await writeFile(join(where.site, 'early.ts'), `console.log('<!--')\n`)

    assert.match(messageOf(await failureOf(build(where))), 'would end the script it stands in')
  }),
)

shell('knows the words of scripts that may name something of a page, but not the names that minifying gave', () => {
  const words = scriptWords('let a=`flash-${b}`;c.classList.add("up down");c.dataset.feedState="live"')

  assert.equal(
    ['flash-', 'up', 'down', '.feedState', 'live', 'feedState', '.a', '.b'].map((word) => words.has(word)),
    [true, true, true, true, true, false, false, false],
  )
})

shell.run()

async function homeOf({ out }: TinySite): Promise<{ html: string; csp: string }> {
  const built = await openBuild(out, (await readCurrent(out))!.build)
  const page = [...built.pages()].find(({ address }) => address === '/')!
  const { html } = await built.readPage(page)
  return { html: String(html), csp: page.csp }
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
