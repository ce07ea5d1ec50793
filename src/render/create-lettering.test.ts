import { Resvg } from '@resvg/resvg-js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LetterStyle } from '../site/lettering.ts'
import { createLettering } from './create-lettering.ts'
import { fontFiles } from './fonts.ts'

const lettering = suite('render/create-lettering')
const { lines, widthOf } = createLettering()
const style = { size: 64, weight: 700, width: 1040, maxLines: 3 } as const

lettering('measures Vietnamese, Russian, Greek and figures as they are drawn, or a little more', () => {
  const texts = [
    'Ngày đáo hạn: Ether trở lại trên 3.000',
    'День экспирации: эфир снова выше 3000',
    '$91,204.55 −1.27%',
    'ἀἁὰᾶ'.repeat(9),
  ]
  const styles: LetterStyle[] = [
    { size: 64, weight: 700 },
    { size: 28, weight: 500 },
  ]

  for (const text of texts) {
    for (const style of styles) {
      const [measured, drawn] = [widthOf(text, style), drawnWidth(text, style)]
      assert.ok(measured >= drawn && measured < drawn * 1.04, `${text}: ${measured} instead of ${drawn}`)
    }
  }
})

lettering('breaks lines between words, and none is much shorter than the others', () => {
  const broken = lines('Expiry day: Ether is back above 3,000, Bitcoin waits', style)

  assert.equal(broken, ['Expiry day: Ether is back', 'above 3,000, Bitcoin waits'])
  assert.equal(lines('  Fear in\n a tight   range ', style), ['Fear in a tight range'])
})

lettering('ends the last line in an ellipsis when there is more, behind a whole word', () => {
  const broken = lines('one two three four five six seven eight, '.repeat(9), style)

  assert.is(broken.length, 3)
  assert.match(broken[2]!, /(one|two|three|four|five|six|seven|eight)…$/)
  assert.ok(broken.every((line) => widthOf(line, style) <= style.width))
})

lettering('cuts a word that is wider than a line', () => {
  const broken = lines('x'.repeat(5_000), style)

  assert.is(broken.length, 3)
  assert.ok(broken.every((line) => line.length > 10 && widthOf(line, style) <= style.width))
  assert.ok(broken[2]!.endsWith('x…'))
})

lettering('leaves out what the font lacks, and puts letters and their marks together', () => {
  const text = '<b> & "A" 🚀 中文 👩‍👩‍👧\u0000 đã'

  assert.equal(lines(text.normalize('NFD'), style), ['<b> & "A" đã'])
  assert.equal(lines('🚀', style), [])
  assert.equal(lines('', style), [])
})

lettering.run()

function drawnWidth(text: string, { size, weight }: LetterStyle): number {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="3000" height="200"><text y="100" font-family="Inter" font-size="${size}" font-weight="${weight}">${text}</text></svg>`
  return new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: fontFiles() } }).getBBox()!.width
}
