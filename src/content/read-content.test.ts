import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EnddelError, messageOf } from '../core/errors.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { readContent } from './read-content.ts'

const content = suite('content/read-content')

content('reads reports and products', async () => {
  await inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'reports'))
    await writeFile(join(folder, 'reports', 'dip.en.md'), report)
    await writeFile(join(folder, 'products.json'), JSON.stringify({ categories: [category], products: [] }))

    const { reports, catalogue } = await readContent(folder)

    assert.is(reports[0]?.facts.slug, 'dip')
    assert.equal(catalogue.categories, [category])
  })
})

content('has an empty catalogue when there is no products.json', async () => {
  await inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'reports'))

    assert.equal(await readContent(folder), { reports: [], catalogue: { categories: [], products: [] } })
  })
})

content('wants the folder of reports', async () => {
  await inTemporaryFolder(async (folder) => {
    const error: unknown = await readContent(folder).catch((error: unknown) => error)

    assert.instance(error, EnddelError)
    assert.is(messageOf(error), `${join(folder, 'reports')}: no such folder`)
  })
})

content('names a broken products.json', async () => {
  await inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'reports'))
    await writeFile(join(folder, 'products.json'), '{ "categories": [] }')

    const error: unknown = await readContent(folder).catch((error: unknown) => error)

    assert.match(messageOf(error), `${join(folder, 'products.json')}: products: `)
  })
})

const category = { slug: 'books', name: { en: 'Books' }, description: { en: 'To read' } }
const report = '---\nid: 3\ntitle: A dip\nsummary: It went down.\ndate: 2026-11-20T07:30:00+07:00\n---\nText\n'

content.run()
