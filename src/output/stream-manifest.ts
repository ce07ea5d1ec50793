import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { EnddelError, errnoOf } from '../core/errors.ts'
import { buildFolder, manifestFile } from './layout.ts'
import { buildIdLength, type ManifestHead, type ManifestPage, parseHead, parsePage } from './manifest.ts'

/** A manifest that is read from the disk line by line, as often as it is asked for, and never held as a whole. */
export interface ManifestStream {
  head: ManifestHead
  pages(): AsyncGenerator<ManifestPage, void, void>
}

/** Throws an E_NO_OUTPUT when it is missing, and an E_DAMAGED when it is not the one its id stands for. */
export async function streamManifest(out: string, id: string): Promise<ManifestStream> {
  const file = manifestFile(buildFolder(out, id))
  if ((await idOf(file)) !== id) {
    throw new EnddelError('E_DAMAGED', `${file}: is not what the build wrote`, { hint: 'run `enddel build --force`' })
  }
  return { head: await readHead(file), pages: () => readPages(file) }
}

async function idOf(file: string): Promise<string> {
  const whole = createHash('sha256')
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: chunkBytes })) whole.update(chunk as Buffer)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    throw new EnddelError('E_NO_OUTPUT', `${file} is missing`, { hint: 'run `enddel build` first' })
  }
  return whole.digest('hex').slice(0, buildIdLength)
}

async function readHead(file: string): Promise<ManifestHead> {
  for await (const line of linesIn(file)) return parseHead(line, file)
  throw new EnddelError('E_DAMAGED', `${file}: is empty`, { hint: 'run `enddel build --force`' })
}

async function* readPages(file: string): AsyncGenerator<ManifestPage, void, void> {
  let isHead = true
  for await (const line of linesIn(file)) {
    if (!isHead) yield parsePage(line)
    isHead = false
  }
}

/** Not node's readline: that parts lines at U+2028 too, which JSON may hold. */
async function* linesIn(file: string): AsyncGenerator<Buffer, void, void> {
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(file, { highWaterMark: chunkBytes })) {
    const bytes = Buffer.concat([rest, chunk as Buffer])
    let from = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      yield bytes.subarray(from, end)
      from = end + 1
    }
    rest = bytes.subarray(from)
  }
  if (rest.length > 0) yield rest
}

const chunkBytes = 256 * 1024
