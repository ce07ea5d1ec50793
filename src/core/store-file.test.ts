import { execFile } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { type EnddelError, errnoOf } from './errors.ts'
import { storeFile } from './store-file.ts'

const storing = suite('core/store-file')

const moduleUrl = new URL(`./store-file${extname(import.meta.url)}`, import.meta.url).href
const large = Buffer.alloc(1024 * 1024, 'Giá ')

storing('writes a file, and makes its folder', () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'vi/coin/btc.html')

    const isWritten = storeFile(path, Buffer.from('<p>'))

    assert.is(isWritten, true)
    assert.is(await readFile(path, 'utf8'), '<p>')
    assert.equal(await readdir(join(folder, 'vi/coin')), ['btc.html'])
  }),
)

storing('leaves one that is there as it is', () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'page.html')
    storeFile(path, large)
    const before = statSync(path)

    const isWritten = storeFile(path, large)

    assert.is(isWritten, false)
    const after = statSync(path)
    assert.equal([after.ino, after.ctimeMs], [before.ino, before.ctimeMs])
  }),
)

storing('writes a file without bytes', () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'empty')

    assert.equal([storeFile(path, Buffer.alloc(0)), storeFile(path, Buffer.alloc(0))], [true, false])
    assert.is((await readFile(path)).length, 0)
  }),
)

storing('completes what a writer that was killed has left, and leaves nothing else', () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'page.html')
    await writeFile(path, large.subarray(0, 1000))

    const isWritten = storeFile(path, large)

    assert.is(isWritten, true)
    assert.ok((await readFile(path)).equals(large))
    assert.equal(await readdir(folder), ['page.html'])
  }),
)

storing('never shows a reader of a part more than the whole, while it completes it', () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'page.html')
    await writeFile(path, 'part')
    const before = statSync(path).ino

    storeFile(path, large)

    // Another file took its place: who has the part open reads on in that.
    assert.is.not(statSync(path).ino, before)
  }),
)

storing('has the whole file when several threads write the same', () =>
  inTemporaryFolder(async (folder) => {
    const names = Array.from({ length: 40 }, (_, index) => `${index}.html`)
    const gate = new Int32Array(new SharedArrayBuffer(8))

    const writers = [0, 1, 2].map(() => startWriter(folder, names, gate))
    await Promise.all(writers)

    assert.equal((await readdir(folder)).sort(), names.sort())
    for (const name of names) assert.ok((await readFile(join(folder, name))).equals(large), name)
  }),
)

storing('removes what it began when there is no room for all of it, and says why', () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'page.html')
    // Node takes such a bound for an error of the write, as it does a full disk.
    const command = `ulimit -f 16; exec "$0" --input-type=module -e "$1"`
    const code = `
      import { storeFile } from ${JSON.stringify(moduleUrl)}
      try {
        storeFile(${JSON.stringify(path)}, Buffer.alloc(${large.length}))
      } catch (error) {
        console.log(error.code, error.cause.code)
      }`

    const { stdout } = await promisify(execFile)('sh', ['-c', command, process.execPath, code])

    assert.is(stdout.trim(), 'E_OUT EFBIG')
    assert.not(existsSync(path))
  }),
)

storing('leaves a part as it is, and nothing else, when there is no room for the whole', () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'page.html')
    await writeFile(path, 'part')
    // Where it would be drafted.
    await symlink('/dev/full', `${path}.${process.pid}-0.tmp`)

    const failure = failureOf(() => storeFile(path, large))

    assert.is(causeOf(failure), 'ENOSPC')
    assert.is(await readFile(path, 'utf8'), 'part')
    assert.equal(await readdir(folder), ['page.html'])
  }),
)

storing('says what stands in its way', () =>
  inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'file'), '')
    await mkdir(join(folder, 'folder'))

    assert.is(causeOf(failureOf(() => storeFile(join(folder, 'file/page.html'), large))), 'ENOTDIR')
    assert.is(causeOf(failureOf(() => storeFile(join(folder, 'folder'), large))), 'EISDIR')
  }),
)

storing.run()

/** A thread that begins when all have. */
function startWriter(folder: string, names: readonly string[], gate: Int32Array): Promise<void> {
  const code = `
    import { workerData } from 'node:worker_threads'
    import { storeFile } from ${JSON.stringify(moduleUrl)}
    const { folder, names, gate, bytes } = workerData
    if (Atomics.add(gate, 0, 1) === 2) Atomics.notify(gate, 0)
    for (let there = Atomics.load(gate, 0); there < 3; there = Atomics.load(gate, 0)) Atomics.wait(gate, 0, there)
    for (const name of names) storeFile(folder + '/' + name, bytes)`
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), {
    workerData: { folder, names, gate, bytes: large },
  })
  return new Promise((resolve, reject) => {
    worker.on('error', reject).on('exit', () => resolve())
  })
}

/** Of the EnddelError that a user is shown. */
function causeOf(failure: unknown): string | undefined {
  return errnoOf((failure as EnddelError).cause)
}

function failureOf(work: () => unknown): unknown {
  try {
    return void work()
  } catch (error) {
    return error
  }
}
