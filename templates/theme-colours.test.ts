import { readFile } from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { themeColours } from './theme-colours.ts'

const colours = suite('templates/theme-colours')

colours('are those of the page', async () => {
  const tokens = await readFile('templates/styles/tokens.css', 'utf8')

  assert.match(tokens, `--page: light-dark(${themeColours.light}, ${themeColours.dark});`)
})

colours.run()
