import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { splitFrontMatter } from './front-matter.ts'

const matter = suite('content/front-matter')

matter('parts fields and body, and knows the line of the body', () => {
  const text = '---\nid: 7\ntags: [a, b]\n---\n\nText\n---\nmore\n'

  assert.equal(splitFrontMatter(text, 'a.md'), {
    data: { id: 7, tags: ['a', 'b'] },
    body: '\nText\n---\nmore\n',
    bodyLine: 5,
  })
})

matter('reads files with a byte order mark and Windows line ends', () => {
  const text = '\uFEFF---\r\nid: 7\r\n---\r\nText'

  assert.equal(splitFrontMatter(text, 'a.md'), { data: { id: 7 }, body: 'Text', bodyLine: 4 })
})

matter('takes a file without a body', () => {
  assert.is(splitFrontMatter('---\nid: 7\n---', 'a.md').body, '')
})

matter('leaves dates as they are written', () => {
  assert.equal(splitFrontMatter('---\ndate: 2026-11-20T07:30:00+07:00\n---\n', 'a.md').data, {
    date: '2026-11-20T07:30:00+07:00',
  })
})

matter('names the file and its first line when there is no front matter', () => {
  assert.throws(() => splitFrontMatter('# Title\n', 'a.md'), /^a\.md:1: no front matter$/)
  assert.throws(() => splitFrontMatter('', 'a.md'), /^a\.md:1: no front matter$/)
  assert.throws(() => splitFrontMatter(' ---\nid: 7\n---\n', 'a.md'), /^a\.md:1: no front matter$/)
})

matter('names the file when the front matter never ends', () => {
  assert.throws(() => splitFrontMatter('---\nid: 7\n', 'a.md'), /^a\.md:1: no front matter$/)
})

matter('names the file and the line of broken YAML', () => {
  assert.throws(() => splitFrontMatter('---\na: b: c\n---\n', 'a.md'), /^a\.md:2: broken front matter: /)
  assert.throws(() => splitFrontMatter('---\nid: 7\n\nbad: [1\n---\n', 'a.md'), /^a\.md:4: broken front matter: /)
  assert.throws(() => splitFrontMatter('---\nid: 7\nlist:\n\t- x\n---\n', 'a.md'), /^a\.md:4: broken front matter: /)
})

matter('refuses one field given twice', () => {
  assert.throws(() => splitFrontMatter('---\nid: 7\nid: 8\n---\n', 'a.md'), /^a\.md:3: .*unique/)
})

matter('says the line once', () => {
  assert.throws(
    () => splitFrontMatter('---\na: b: c\n---\n', 'a.md'),
    (error: Error) => !/at line|column|\n/.test(error.message),
  )
})

matter('runs nothing that a tag asks for', () => {
  assert.equal(splitFrontMatter('---\na: !!js/function "function () {}"\n---\n', 'a.md').data, { a: 'function () {}' })
})

matter('keeps __proto__ a field like any other', () => {
  const { data } = splitFrontMatter('---\n__proto__: { polluted: true }\n---\n', 'a.md')

  assert.ok(Object.hasOwn(data as object, '__proto__'))
  assert.is(Reflect.get({}, 'polluted'), undefined)
})

matter('names the file and the line of an alias that stands for nothing', () => {
  assert.throws(() => splitFrontMatter('---\nid: 7\ntitle: *missing\n---\n', 'a.md'), /^a\.md:3: broken front matter: /)
})

matter('names the file whose aliases multiply without end', () => {
  const nine = (name: string) => `[${Array.from({ length: 9 }, () => name).join(', ')}]`
  const bomb = `---\na: &a ${nine('x')}\nb: &b ${nine('*a')}\nc: &c ${nine('*b')}\nd: ${nine('*c')}\n---\n`

  assert.throws(() => splitFrontMatter(bomb, 'a.md'), /^a\.md:/)
})

matter.run()
