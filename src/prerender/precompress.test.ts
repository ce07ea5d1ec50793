import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { precompress } from './precompress.ts'

const compress = suite('prerender/precompress')

const css = 'a { color: red }\n'.repeat(100)

compress('puts packed bytes beside a file', () =>
  inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'site.css'), css)

    await precompress(folder, 5)

    const br = await readFile(join(folder, 'site.css.br'))
    const gz = await readFile(join(folder, 'site.css.gz'))
    assert.is(brotliDecompressSync(br).toString(), css)
    assert.is(gunzipSync(gz).toString(), css)
    assert.is(await readFile(join(folder, 'site.css'), 'utf8'), css)
  }),
)

compress('goes down into folders', () =>
  inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'assets/fonts'), { recursive: true })
    await writeFile(join(folder, 'assets/fonts/list.json'), css)

    await precompress(folder, 5)

    assert.equal((await readdir(join(folder, 'assets/fonts'))).sort(), ['list.json', 'list.json.br', 'list.json.gz'])
  }),
)

compress('leaves small files alone', () =>
  inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'fits.txt'), 'x'.repeat(256))
    await writeFile(join(folder, 'small.txt'), 'x'.repeat(255))

    await precompress(folder, 5)

    assert.equal((await readdir(folder)).sort(), ['fits.txt', 'fits.txt.br', 'fits.txt.gz', 'small.txt'])
  }),
)

compress('leaves alone what is packed by its nature', () =>
  inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'photo.jpg'), css)
    await writeFile(join(folder, 'font.woff2'), css)

    await precompress(folder, 5)

    assert.equal((await readdir(folder)).sort(), ['font.woff2', 'photo.jpg'])
  }),
)

compress('keeps no packed bytes that are not fewer', () =>
  inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'noise.json'), randomBytes(4096))

    await precompress(folder, 5)

    assert.equal(await readdir(folder), ['noise.json'])
  }),
)

compress('packs nothing twice when it runs again', () =>
  inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'site.css'), css)

    await precompress(folder, 5)
    await precompress(folder, 5)

    assert.equal((await readdir(folder)).sort(), ['site.css', 'site.css.br', 'site.css.gz'])
  }),
)

compress.run()
