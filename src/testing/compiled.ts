import { execFile } from 'node:child_process'
import { cp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { inTemporaryFolder } from './temporary-folder.ts'

/**
 * Engine, sample site and tests as JavaScript, in a folder that is gone afterwards. Compiled once, because every process
 * and thread that a test starts would otherwise do it again, which takes longer than what most of them are started for.
 */
export function withCompiled<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  return inTemporaryFolder(async (folder) => {
    await compile(folder)
    await symlink(resolve('node_modules'), join(folder, 'node_modules'))
    const manifest = JSON.parse(await readFile('package.json', 'utf8')) as Manifest
    manifest.exports = ofSources(manifest.exports)
    manifest.scripts = {} // npm would compile it once more where it is linked
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
    await completePackage(folder)
    return work(folder)
  })
}

/** With these it can be installed by npm, as the guide does. What `enddel init` copies is not compiled. */
async function completePackage(folder: string): Promise<void> {
  await rm(join(folder, 'starter'), { recursive: true, force: true })
  await symlink(resolve('starter'), join(folder, 'starter'))
  await symlink('src', join(folder, 'dist'))
  await cp('bin', join(folder, 'bin'), { recursive: true })
}

interface Manifest {
  exports: Exports
  scripts: Record<string, string>
}

type Exports = Record<string, { default: string }>

/** Types are not checked here: `npm run typecheck` does. */
async function compile(outDir: string): Promise<void> {
  const flags = ['--noEmit', 'false', '--noCheck', '--inlineSourceMap', '--rootDir', '.', '--outDir', outDir]
  const args = ['node_modules/typescript/bin/tsc', ...flags]
  // What it cannot read it emits all the same: that fails where it is needed.
  const told = await new Promise<string>((done) => execFile(process.execPath, args, (_, out, err) => done(out + err)))
  if (told) console.error(told)
}

/** By its public name the site gets the engine that was just compiled, not the one in dist/. */
function ofSources(exports: Exports): Exports {
  const entries = Object.entries(exports).map(([name, { default: file }]) => {
    return [name, { default: file.replace('/dist/', '/src/') }] as const
  })
  return Object.fromEntries(entries)
}
