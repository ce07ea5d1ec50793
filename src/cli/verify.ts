import type { Command } from 'commander'
import { EnddelError } from '../core/errors.ts'
import type { Verified } from '../serve/verify/verify-build.ts'
import { exitCodes } from './exit.ts'
import { bytes, milliseconds } from './units.ts'

interface Flags {
  out: string
  build: string | undefined
  json: boolean
}

export function addVerify(program: Command, setCode: (code: number) => void): void {
  program
    .command('verify')
    .description('Check every file of a build against its manifest, and where the links of its pages lead.')
    .option('--out <folder>', 'the folder that `enddel build` wrote', 'out')
    .option('--build <id>', 'the build to check (default: the current one)')
    .option('--json', 'print the result as JSON alone', false)
    .action(async (flags: Flags) => setCode(await runVerify(flags)))
}

async function runVerify({ out, build, json }: Flags): Promise<number> {
  if (build !== undefined && !/^[0-9a-f]{16}$/.test(build)) {
    throw new EnddelError('E_USAGE', `--build is "${build}"`, {
      hint: 'give the name of a folder below builds/, 16 digits from 0 to f',
    })
  }
  // Not before it is needed: other commands should not wait for it to be loaded.
  const { verifyBuild } = await import('../serve/verify/verify-build.ts')
  const result = await verifyBuild({ out, build, scope: 'all' })
  console.log(json ? JSON.stringify(result) : summary(result))
  return result.problemCount > 0 ? exitCodes.failed : exitCodes.ok
}

function summary(result: Verified): string {
  const { build, pages, files, packs, reports, links, problems, problemCount, ms } = result
  const more = problemCount - problems.length
  return [
    `build ${build}: ${pages} pages, ${files} other files, ${reports} reports in ${packs} packs, ${links} links`,
    `${bytes(result.bytes)} read in ${milliseconds(ms)}`,
    ...problems.map(({ place, message, hint }) => `${place}: ${message} (${hint})`),
    ...(more > 0 ? [`and ${more} more`] : []),
    problemCount === 0 ? 'all is well' : `${problemCount} ${problemCount === 1 ? 'problem' : 'problems'}`,
  ].join('\n')
}
