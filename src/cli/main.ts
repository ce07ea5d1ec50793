/** The command line: flags in, text and an exit code out. One file a command. */
import { type Command, CommanderError } from 'commander'
import { readConfig } from '../core/config.ts'
import { exitCodeOf, exitCodes, printError } from './exit.ts'
import { createProgram } from './program.ts'

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
  const program = await createProgram({ readConfig: () => readConfig(env, '.'), env, setCode })
  try {
    if (args.length === 0) program.outputHelp()
    else await program.parseAsync(meant(args, program), { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok
    const asked = program.commands.find((command) => command.name() === args[0])
    printError(error, asked?.name())
    return exitCodeOf(error)
  }
}

/** Help of a command that there is not says so as the command would; Commander would end without a word. */
function meant(args: readonly string[], { commands }: Command): readonly string[] {
  const [first, second] = args
  const isLost = first === 'help' && second !== undefined && !commands.some((command) => command.name() === second)
  return isLost ? args.slice(1) : args
}
