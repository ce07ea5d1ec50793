import { readFile } from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { settings } from '../core/settings.ts'
import { configurationFile, configurationPage } from './configuration-page.ts'

const page = suite('testing/configuration-page')

page('is what the settings say now: else run `npm run docs`', async () => {
  assert.is(await readFile(configurationFile, 'utf8'), await configurationPage())
})

page('has each setting once', async () => {
  const text = await configurationPage()

  const counts = Object.values(settings).map(
    ({ about }) => text.split(`| ${about.replaceAll('|', '\\|')} |`).length - 1,
  )

  assert.ok(counts.length > 40)
  // Those of several providers are told of in the same words.
  assert.equal(
    counts.filter((count) => count === 0),
    [],
  )
  assert.is(text.match(/^\|(?: `| {2}\| `--)/gm)?.length, counts.length)
})

page.run()
