/** The command line: flags in, text and an exit code out. One file a command. */
import { Command, CommanderError } from 'commander'
import { readConfig } from '../core/config.ts'
import { addBench } from './bench.ts'
import { addBuild } from './build.ts'
import { addDev } from './dev.ts'
import { exitCodeOf, exitCodes, printError } from './exit.ts'
import { addImport } from './import.ts'
import { addInvalidate } from './invalidate.ts'
import { addMerge } from './merge.ts'
import { addMigrate } from './migrate.ts'
import { addPopular } from './popular.ts'
import { addServe } from './serve.ts'
import { addVerify } from './verify.ts'
import { version } from '../core/version.ts'

/** Runs one command and gives its exit code: 0 done, 1 failed, 2 wrong usage, 70 a bug. */
export async function main(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  process.setSourceMapsEnabled(true)
  let code: number = exitCodes.ok
  const setCode = (value: number) => {
    code = value
  }
  try {
    const config = () => readConfig(env, '.')
    const program = new Command('enddel')
      .description('Static, precompressed pages that are always live.')
      .version(await version())
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
      .showSuggestionAfterError()
    addDev(program, config)
    addBuild(program, config, setCode)
    addMerge(program, setCode)
    addServe(program, config)
    addBench(program, { readConfig: config, env, setCode })
    addPopular(program)
    addInvalidate(program, config)
    addMigrate(program, config)
    addImport(program, config)
    addVerify(program, setCode)
    program.action(() => program.outputHelp())
    for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} })
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok
    printError(error)
    return exitCodeOf(error)
  }
}
