import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Build, openBuild } from '../output/read.ts'
import { createBuildWriter } from '../output/write.ts'
import { finishBuild, headFacts } from '../testing/stored-page.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { readPublicFiles } from './ready-file.ts'

const ready = suite('serve/ready-file')

ready('has each file by its address, and nothing from beside public/', () =>
  withBuild({ 'public/robots.txt': 'robots', 'server/site.mjs': 'secret' }, async (build) => {
    const files = await readPublicFiles(build, false)

    assert.equal([...files.keys()], ['/robots.txt'])
    assert.is(text(files.get('/robots.txt')?.identity.body), 'robots')
  }),
)

ready('has the packed bytes of a file as its encodings', () =>
  withBuild(
    { 'public/site.css': 'plain', 'public/site.css.br': 'brotli', 'public/site.css.gz': 'gzip' },
    async (build) => {
      const files = await readPublicFiles(build, false)

      const file = files.get('/site.css')
      assert.equal([...files.keys()], ['/site.css'])
      assert.is(text(file?.br?.body), 'brotli')
      assert.is(text(file?.gzip?.body), 'gzip')
      assert.is(new Set([file?.identity.etag, file?.br?.etag, file?.gzip?.etag]).size, 3)
    },
  ),
)

ready('describes the plain bytes as what can be had in parts, the packed ones by their encoding', () =>
  withBuild({ 'public/site.css': 'plain', 'public/site.css.br': 'brotli' }, async (build) => {
    const file = (await readPublicFiles(build, false)).get('/site.css')

    const plain = fields(file!.identity.headers)
    const packed = fields(file!.br!.headers)
    assert.is(plain.get('Content-Type'), 'text/css; charset=utf-8')
    assert.is(plain.get('Accept-Ranges'), 'bytes')
    assert.is(plain.get('Content-Encoding'), undefined)
    assert.is(packed.get('Content-Type'), 'text/css; charset=utf-8')
    assert.is(packed.get('Content-Encoding'), 'br')
    assert.is(packed.get('Accept-Ranges'), undefined)
    assert.is(packed.get('Vary'), 'Accept-Encoding')
    assert.is(packed.get('X-Content-Type-Options'), 'nosniff')
  }),
)

ready('lets files with a hash in their names be kept for ever, others for an hour', () =>
  withBuild({ 'public/assets/site-abc.js': 'script', 'public/robots.txt': 'robots' }, async (build) => {
    const files = await readPublicFiles(build, false)

    const hashed = fields(files.get('/assets/site-abc.js')!.identity.headers)
    const named = fields(files.get('/robots.txt')!.identity.headersNotModified)
    assert.is(hashed.get('Cache-Control'), 'public, max-age=31536000, immutable')
    assert.is(named.get('Cache-Control'), 'public, max-age=3600')
  }),
)

ready('gives of an older build only the files with a hash in their names', () =>
  withBuild({ 'public/assets/site-abc.js': 'script', 'public/robots.txt': 'robots' }, async (build) => {
    assert.equal([...(await readPublicFiles(build, true)).keys()], ['/assets/site-abc.js'])
  }),
)

ready('calls a type it does not know plain bytes', () =>
  withBuild({ 'public/.well-known/token': 'x', 'public/logo.png': 'x' }, async (build) => {
    const files = await readPublicFiles(build, false)

    const token = fields(files.get('/.well-known/token')!.identity.headers)
    const logo = fields(files.get('/logo.png')!.identity.headers)
    assert.is(token.get('Content-Type'), 'application/octet-stream')
    assert.is(logo.get('Content-Type'), 'image/png')
  }),
)

ready('holds a file of a megabyte in memory, leaves a larger one on the disk', () =>
  withBuild({ 'public/fits.bin': 'x'.repeat(2 ** 20), 'public/large.bin': 'x'.repeat(2 ** 20 + 1) }, async (build) => {
    const files = await readPublicFiles(build, false)

    assert.is(files.get('/fits.bin')?.identity.body?.length, 2 ** 20)
    assert.is(files.get('/large.bin')?.identity.body, undefined)
    assert.is(files.get('/large.bin')?.identity.bytes, 2 ** 20 + 1)
    assert.is(files.get('/large.bin')?.identity.path, join(build.folder, 'public/large.bin'))
  }),
)

ready('refuses a build of which a file is damaged', () =>
  withBuild({ 'public/site.css': 'plain', 'public/site.css.br': 'brotli' }, async (build) => {
    await writeFile(build.pathOf('public/site.css.br'), 'damage')

    const failure = await readPublicFiles(build, false).catch((error: unknown) => error)

    assert.instance(failure, Error)
    assert.match((failure as Error).message, 'site.css.br')
  }),
)

ready('has a file that is packed of itself as what it is', () =>
  withBuild({ 'public/data.tar.gz': 'archive' }, async (build) => {
    assert.equal([...(await readPublicFiles(build, false)).keys()], ['/data.tar.gz'])
  }),
)

ready('has a file by its decoded path', () =>
  withBuild({ 'public/ảnh 1.png': 'x' }, async (build) => {
    assert.equal([...(await readPublicFiles(build, false)).keys()], ['/ảnh 1.png'])
  }),
)

ready.run()

async function withBuild(files: Record<string, string>, work: (build: Build) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (out) => {
    const writer = await createBuildWriter(out)
    for (const [file, content] of Object.entries(files)) await writer.writeFile(file, content)
    const id = await finishBuild(writer, headFacts, [], false)
    await work(await openBuild(out, id))
  })
}

function fields(headers: readonly string[]): Map<string, string> {
  return new Map(headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]!]] : [])))
}

function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString()
}
