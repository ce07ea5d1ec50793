/** The sample site for readers who use a keyboard, a screen reader, large text, or colours of their own (WCAG 2.2). */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserOf } from './browser.ts'
import { addressesToVisit, onPages, type Visited, withSampleSite } from './visited-site.ts'

const accessible = suite('testing/accessible-pages')

const browser = browserOf(accessible)

/** What `find` says of each page of the site, one of each route in each language. */
async function findOnPages(
  options: BrowserContextOptions,
  find: (page: Page, visited: Visited) => Promise<readonly string[]>,
  isOne: (visited: Visited) => boolean = () => true,
): Promise<string[]> {
  const found: string[] = []
  const addresses = (await addressesToVisit()).filter(isOne)
  assert.ok(addresses.length > 0)
  await withSampleSite(async (url) => {
    await onPages(await browser().newContext(options), addresses, async (page, visited) => {
      await page.goto(url + visited.address)
      for (const one of await find(page, visited)) found.push(`${visited.address}: ${one}`)
    })
  })
  return found
}

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe finds, of whatever impact, with the first place of each. */
async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axeFile, 'utf8'))
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
    const { violations } = await axe.run(document, { resultTypes: ['violations'] })
    return violations.map(({ id, impact, nodes }) => `${id} (${impact}) at ${nodes[0]!.target.join(' ')}`)
  })
}

accessible('axe finds nothing on any page in any language, in the light theme', async () => {
  assert.equal(await findOnPages({ colorScheme: 'light' }, axeFindings), [])
})

accessible('axe finds nothing on any page in any language, in the dark theme', async () => {
  assert.equal(await findOnPages({ colorScheme: 'dark' }, axeFindings), [])
})

accessible('a keyboard comes to all there is to act on, in order, and sees where it is', async () => {
  const isEnglish = ({ locale }: Visited) => locale === 'en'

  const lost = await findOnPages({ viewport: { width: 1280, height: 800 } }, walkByTab, isEnglish)

  assert.equal(lost, [])
})

/** Goes through the page by the Tab key: what is passed over, out of sight or without a mark. */
async function walkByTab(page: Page): Promise<string[]> {
  const count = await page.evaluate(() => {
    const hosts = [...document.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? [])
    const stops = 'a[href], button, input, select, summary, [tabindex="0"]'
    const all = [document, ...hosts].flatMap((root) => [...root.querySelectorAll<HTMLElement>(stops)])
    const open = all.filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches(':disabled'))
    // Of radio buttons of one name the keyboard comes to one.
    const radios = open.filter((one) => one.matches('input[type=radio]')) as HTMLInputElement[]
    const groups = new Set(radios.map(({ name }) => name))
    return open.length - radios.length + groups.size
  })
  const found: string[] = []
  const seen = new Set<string>()
  for (let step = 0; step < count; step++) {
    await page.keyboard.press('Tab')
    const { name, path, isInSight, isMarked } = await page.evaluate(focused)
    if (seen.has(path)) found.push(`comes to ${name} again`)
    seen.add(path)
    if (!isInSight) found.push(`${name} is out of sight`)
    if (!isMarked) found.push(`${name} has no mark`)
  }
  if (seen.size < count) found.push(`comes to ${seen.size} of ${count}`)
  return [...new Set(found)]
}

function focused() {
  let one = document.activeElement as HTMLElement
  while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement as HTMLElement
  const { top, left, bottom, right, width, height } = one.getBoundingClientRect()
  const labelled = one.closest('label') ?? document.querySelector(`label[for="${one.id}"]`)
  // A link that covers its card has the mark around the card.
  const styles = [
    getComputedStyle(one),
    getComputedStyle(one, '::after'),
    ...(labelled ? [getComputedStyle(labelled)] : []),
  ]
  const path: string[] = []
  for (let at: Element | null = one; at; at = at.parentElement ?? (at.getRootNode() as ShadowRoot).host ?? null) {
    path.push(`${at.tagName}:${[...(at.parentElement?.children ?? [])].indexOf(at)}`)
  }
  return {
    name: `<${one.tagName.toLowerCase()}> ${(one.ariaLabel ?? one.textContent ?? '').trim().slice(0, 30)}`,
    path: path.join('<'),
    isInSight:
      (width > 0 && height > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth) ||
      labelled !== null,
    isMarked: styles.some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && outlineWidth !== '0px'),
  }
}

accessible('the first stop of a keyboard leads past the header, to the content', () =>
  withSampleSite(async (url) => {
    const page = await browser().newPage()
    await page.goto(`${url}/en/market`)

    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')

    assert.ok(await page.evaluate(() => document.activeElement!.closest('main') !== null))
  }),
)

accessible('pages flow at 320 px, and with text of twice the size', async () => {
  assert.equal(await findOnPages({ viewport: { width: 320, height: 640 } }, sideways), [])
  assert.equal(await findOnPages({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }, sideways), [])
})

async function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth > clientWidth ? [`${scrollWidth - clientWidth} px too wide`] : []
  })
}

accessible('live figures are no live regions, of which a page has one at most', async () => {
  const regions = '[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log], output'

  const found = await findOnPages({}, (page) =>
    page.evaluate((regions) => {
      const all = [...document.querySelectorAll(regions)]
      const live = all.filter((region) => region.matches('[data-live]') || region.querySelector('[data-live]'))
      return [...live.map(() => 'figures in a live region'), ...(all.length > 1 ? [`${all.length} regions`] : [])]
    }, regions),
  )

  assert.equal(found, [])
})

accessible('nothing moves for readers who want no motion', async () => {
  const found = await findOnPages({ reducedMotion: 'reduce' }, (page) =>
    page.evaluate(() =>
      [...document.querySelectorAll('body *')].flatMap((one) => {
        const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one)
        const moves = !/^0s(, 0s)*$/.test(transitionDuration) || animationName !== 'none' || scrollBehavior === 'smooth'
        return moves ? [`<${one.tagName.toLowerCase()} class="${one.getAttribute('class') ?? ''}">`] : []
      }),
    ),
  )

  assert.equal([...new Set(found)], [])
})

accessible('in colours of the reader nothing that is drawn disappears', async () => {
  const found = await findOnPages({ forcedColors: 'active', colorScheme: 'dark' }, (page) =>
    page.evaluate(() => {
      const ground = getComputedStyle(document.body).backgroundColor
      const drawn = [...document.querySelectorAll('main svg[role=img] :is(path, rect, circle, text)')]
      const lost = drawn.filter((one) => {
        const { fill, stroke, display, visibility } = getComputedStyle(one)
        const shows = [fill, stroke].some((paint) => paint !== 'none' && paint !== ground)
        return !shows && display !== 'none' && visibility !== 'hidden'
      })
      return lost.map((one) => `<${one.tagName} class="${one.getAttribute('class') ?? ''}">`)
    }),
  )

  assert.equal([...new Set(found)], [])
})

accessible('targets are 24 px or more, but for links in text', async () => {
  const isOnPhone = { viewport: { width: 360, height: 740 }, hasTouch: true }

  const found = await findOnPages(isOnPhone, (page) =>
    page.evaluate(() => {
      const all = [...document.querySelectorAll<HTMLElement>('button, select, summary, nav a, header a, footer a')]
      const small = all.filter((one) => {
        if (!one.checkVisibility({ visibilityProperty: true }) || one.closest('p, .visually-hidden, .skip'))
          return false
        const { width, height } = one.getBoundingClientRect()
        return Math.round(width) < 24 || Math.round(height) < 24
      })
      return small.map((one) => `${one.tagName.toLowerCase()} ${one.textContent!.trim().slice(0, 20)}`)
    }),
  )

  assert.equal([...new Set(found)], [])
})

accessible.run()
