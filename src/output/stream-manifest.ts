import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { buildFolder, pagesFile } from './layout.ts'
import { type Manifest, type ManifestPage, parsePage } from './manifest.ts'
import { damaged, readManifest } from './read.ts'

/** A build whose pages are read from the disk line by line, as often as they are asked for, and never held as a whole. */
export interface ManifestStream {
  manifest: Manifest
  pages(): AsyncGenerator<ManifestPage, void, void>
}

/** Throws an E_NO_OUTPUT when it is missing, and an E_DAMAGED when it is not the one its id stands for. */
export async function streamManifest(out: string, id: string): Promise<ManifestStream> {
  const folder = buildFolder(out, id)
  const manifest = await readManifest(folder, id)
  const file = join(folder, pagesFile)
  if ((await hashOfFile(file)) !== manifest.files[pagesFile]?.sha256) throw damaged(file)
  return { manifest, pages: () => readPages(file) }
}

async function hashOfFile(file: string): Promise<string> {
  const whole = createHash('sha256')
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: chunkBytes })) whole.update(chunk as Buffer)
  } catch (error) {
    throw damaged(file, error)
  }
  return whole.digest('hex')
}

async function* readPages(file: string): AsyncGenerator<ManifestPage, void, void> {
  for await (const line of linesIn(file)) yield parsePage(line)
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
