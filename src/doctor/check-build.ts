import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { readCurrent } from '../output/current.ts'
import { openBuild } from '../output/read.ts'
import { type Finding, note, ok, problem } from './finding.ts'

/** The current build, but for its pages: to read them all takes `enddel verify` its time. */
export async function checkBuild(folder: string, out: string): Promise<Finding[]> {
  const place = resolve(folder, out)
  const current = await readCurrent(place)
  if (!current) return [await nothingBuilt(folder, out)]
  const build = await openBuild(place, current.build)
  for (const file of Object.keys(build.manifest.files)) await build.readFile(file)
  const age = Math.max(0, Date.now() - current.since) / 3_600_000
  const since = age < 48 ? `${Math.round(age)} h ago` : `${Math.round(age / 24)} days ago`
  return [ok('build', `${current.build} in ${out}: ${build.pageLines.length} pages, current since ${since}`)]
}

/** Where there is a site it can be built; elsewhere nothing can be served. */
async function nothingBuilt(folder: string, out: string): Promise<Finding> {
  const hasSite = await access(join(folder, 'templates')).then(
    () => true,
    () => false,
  )
  const message = `nothing is built in ${out}`
  if (hasSite) return note('build', message, 'run `enddel build`')
  return problem(
    'build',
    message,
    'name the folder of the build with --out, or start a site with `enddel init my-site`',
  )
}
