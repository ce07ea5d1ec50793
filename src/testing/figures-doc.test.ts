import { readFile } from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { slotStyles } from '../live/slot.ts'
import { trackedCoins, trackedFunds } from '../market/figure.ts'
import { coinFields, globalFields } from '../market/figures-of.ts'

const doc = suite('testing/figures-doc')

doc('docs/site.md names every figure and every way to write one', async () => {
  const text = await readFile('docs/site.md', 'utf8')
  const table = /^\| `value` \| `as` \|$.*?^$/ms.exec(text)![0]
  const figures = [
    ...coinFields.map(([field]) => `BTC.${field}`),
    ...globalFields.map(([id]) => id),
    'fng',
    'fng.class',
  ]

  const missing = [...figures, ...slotStyles].filter((name) => !table.includes(`\`${name}\``))
  const unnamed = Object.keys({ ...trackedCoins, ...trackedFunds }).filter((symbol) => !table.includes(symbol))

  assert.equal([missing, unnamed], [[], []])
})

doc.run()
