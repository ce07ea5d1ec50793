import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOfAsync } from '../testing/refusal.ts'
import { findChromium } from './find-chromium.ts'

const find = suite('pdf/find-chromium')

find('finds it by its usual name', async () => {
  assert.match(await findChromium(''), /\/chromium$/)
})

find('takes the program that is named, and refuses what is none', async () => {
  assert.is(await findChromium(process.execPath), process.execPath)

  const { code, message } = await refusalOfAsync(findChromium('/nowhere/chromium'))

  assert.equal([code, message], ['E_NO_CHROMIUM', 'CHROMIUM_PATH: /nowhere/chromium is no program that can be started'])
})

find.run()
