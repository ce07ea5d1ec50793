import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { allTexts } from './all-texts.ts'
import { en } from './en.ts'
import { ru } from './ru.ts'
import { vi } from './vi.ts'

const strings = suite('templates/strings/strings')

/** Names and signs that are written alike everywhere. */
const alike = new Set(['report.pdf'])

strings('are the same ones in all languages: as many in each list, made of as many values', () => {
  const keys = (table: object) => [...allTexts(table).keys()].sort()

  assert.ok(keys(en).length > 100)
  assert.equal(keys(vi), keys(en))
  assert.equal(keys(ru), keys(en))
})

strings('are empty in no language', () => {
  const empty = [en, vi, ru].flatMap((table) => [...allTexts(table)].filter(([, text]) => text.trim() === ''))

  assert.equal(empty, [])
})

strings('are translated, but for those that are written alike', () => {
  assert.equal([...alikeIn(en, vi), ...alikeIn(en, ru), ...alikeIn(vi, ru)], [])
})

strings('say all values they are made of, in every language', () => {
  const values = (text: string) => [...new Set(text.match(/‹\d›|\{\}/g))].sort().join()
  const english = allTexts(en)

  const unsaid = [vi, ru].flatMap((table) =>
    [...allTexts(table)].filter(([key, text]) => values(text) !== values(english.get(key)!)),
  )

  assert.equal(unsaid, [])
})

strings.run()

function alikeIn(one: object, other: object): string[] {
  const texts = allTexts(one)
  return [...allTexts(other)].filter(([key, text]) => texts.get(key) === text && !alike.has(key)).map(String)
}
