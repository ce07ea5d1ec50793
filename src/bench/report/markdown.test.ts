import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { benchResult, plainResult, plainSample } from '../../testing/bench-results.ts'
import { markdownReport } from './markdown.ts'

const markdown = suite('bench/report/markdown')

markdown('has tables whose rows have as many cells as their heading', () => {
  const tables = tablesIn(markdownReport(benchResult()))

  assert.ok(tables.length > 8)
  for (const table of tables) {
    assert.is(new Set(table.map(cellsIn)).size, 1)
    assert.match(table[1]!, /^\|( -{3}:? \|)+$/)
  }
})

markdown('keeps names from making cells, code or markup of their own', () => {
  const result = plainResult({ 'a|b `c` <i>': [plainSample()], x_y_z: [plainSample()] })

  const page = markdownReport(result)

  assert.is(new Set(tablesIn(page).flat().slice(0, 4).map(cellsIn)).size, 1)
  assert.match(page, '| max | a\\|b \\`c\\` \\<i\\> |')
  assert.match(page, '| max | x\\_y\\_z |')
})

markdown('tells the machine, the command to repeat it and the capacity with its assumptions', () => {
  const page = markdownReport(benchResult())

  assert.match(page, 'AMD EPYC 7B13, 2 cores')
  assert.match(page, "\n\n    enddel bench --vs-cmd 'nginx -c /tmp/nginx.conf' --vs http://127.0.0.1:8081\n\n")
  assert.match(
    page,
    /## Capacity\n\n- In mix, enddel held 47,600 requests a second.*million a day.*\n- It was measured over loopback/,
  )
})

markdown('has a heading for each scenario that was run, and says why others were not', () => {
  const page = markdownReport(benchResult())

  const titles = [...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title)

  assert.equal(titles, ['hot', 'mix', 'cold', 'stampede', 'ramp', 'feed', 'deploy', 'Capacity', 'Not run'])
  assert.match(page, '- chaos: redis-server is not installed; `apt install redis-server` brings it')
})

function tablesIn(page: string): string[][] {
  return page.split('\n\n').flatMap((block) => (block.startsWith('|') ? [block.trim().split('\n')] : []))
}

function cellsIn(line: string): number {
  return line.split(/(?<!\\)\|/).length
}

markdown.run()
