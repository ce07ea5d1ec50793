import { readFile } from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { siteName } from './site-name.ts'

const name = suite('templates/site-name')

name('stands at the foot of every printed page, where nothing but a style sheet can write', async () => {
  assert.match(await readFile('templates/styles/print.css', 'utf8'), `content: '${siteName}'`)
})

name.run()
