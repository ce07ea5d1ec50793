import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { writeDurably } from '../output/write-file.ts'
import { brotli } from '../render/compress.ts'

const compressible = new Set([
  '.css',
  '.js',
  '.json',
  '.map',
  '.svg',
  '.txt',
  '.html',
  '.xml',
  '.webmanifest',
  '.ico',
  '.wasm',
])
/** Below this the header of an answer weighs more than what compression saves. */
const minBytes = 256

/** Puts `.br` and `.gz` beside every file below `folder` that becomes smaller by it. */
export async function precompress(folder: string, quality: number): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  for (const entry of entries) {
    if (!entry.isFile() || !compressible.has(extname(entry.name))) continue
    const file = join(entry.parentPath, entry.name)
    const bytes = await readFile(file)
    if (bytes.length < minBytes) continue
    await writeIfSmaller(`${file}.br`, brotli(bytes, quality), bytes.length)
    await writeIfSmaller(`${file}.gz`, gzipSync(bytes, { level: 9 }), bytes.length)
  }
}

async function writeIfSmaller(file: string, packed: Uint8Array, limit: number): Promise<void> {
  if (packed.length < limit) await writeDurably(file, packed)
}
