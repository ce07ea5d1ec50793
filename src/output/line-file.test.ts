import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openFiles } from '../testing/open-files.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { type LineFile, openLineFile } from './line-file.ts'
import { describeFile, type StoredFile } from './manifest.ts'

const lineFile = suite('output/line-file')

/** As many bytes are written at a time. */
const block = 1024 * 1024

lineFile('has the lines with their ends, texts and bytes alike', async () => {
  const { bytes } = await written(['{"a":1}', Buffer.from('ảnh'), '', new Uint8Array([97])])

  assert.is(bytes.toString(), '{"a":1}\nảnh\n\na\n')
})

lineFile('has no line, and is there', async () => {
  const { bytes } = await written([])

  assert.is(bytes.length, 0)
})

lineFile('is the same however many blocks it takes', async () => {
  const lines = Array.from({ length: 40_000 }, (_, number) => `${number} `.repeat(1 + (number % 20)))

  const { bytes } = await written(lines)

  assert.ok(bytes.length > 2 * block)
  assert.ok(bytes.equals(textOf(lines)))
})

lineFile('is the same where lines just fit into what is left of a block, and where they do not', async () => {
  // With its end, the second line fills the block, is one byte less, and one byte more.
  for (const second of [block - 11, block - 12, block - 10]) {
    const lines = ['x'.repeat(9), 'y'.repeat(second), 'z']

    const { bytes } = await written(lines)

    assert.ok(bytes.equals(textOf(lines)))
  }
})

lineFile('takes lines as large as a block, and larger, in their place', async () => {
  const lines = ['first', 'a'.repeat(block - 1), 'b'.repeat(block), 'between', 'c'.repeat(3 * block + 7), 'last']

  const { bytes } = await written(lines)

  assert.ok(bytes.equals(textOf(lines)))
})

lineFile('keeps what a line was when it was given', async () => {
  const line = Buffer.from('before')

  const { bytes } = await writtenBy((file) => {
    file.append(line)
    line.fill(120)
  })

  assert.is(bytes.toString(), 'before\n')
})

lineFile('tells nothing of a file that is abandoned, and lets go of it', () =>
  inTemporaryFolder(async (folder) => {
    const told: StoredFile[] = []
    const path = join(folder, 'lines.ndjson')
    const file = openLineFile(path, (stored) => told.push(stored))
    file.append('first')
    const before = openFiles(path)

    file.abandon()
    file.abandon()

    assert.equal([before, openFiles(path), told], [[path], [], []])
  }),
)

lineFile('lets go of a file that is closed, and does not abandon it any more', () =>
  inTemporaryFolder(async (folder) => {
    const told: StoredFile[] = []
    const path = join(folder, 'lines.ndjson')
    const file = openLineFile(path, (stored) => told.push(stored))

    file.close()
    file.abandon()

    assert.equal([openFiles(path), told], [[], [describeFile('')]])
  }),
)

lineFile.run()

function written(lines: readonly (Uint8Array | string)[]): Promise<{ bytes: Buffer }> {
  return writtenBy((file) => {
    for (const line of lines) file.append(line)
  })
}

/** What is on the disk then; it is what the file was told to be. */
function writtenBy(work: (file: LineFile) => void): Promise<{ bytes: Buffer }> {
  return inTemporaryFolder(async (folder) => {
    const path = join(folder, 'lines.ndjson')
    const told: StoredFile[] = []
    const file = openLineFile(path, (stored) => told.push(stored))
    work(file)
    assert.equal(told, [])
    file.close()
    const bytes = readFileSync(path)
    assert.equal(told, [describeFile(bytes)])
    return { bytes }
  })
}

function textOf(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\n`).join(''))
}
