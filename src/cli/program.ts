import { Command } from 'commander'
import { version } from '../core/version.ts'
import { addBench, type BenchParts } from './bench.ts'
import { addBuild } from './build.ts'
import { addCompletion } from './completion.ts'
import { addDev } from './dev.ts'
import { addDoctor } from './doctor.ts'
import { examplesText } from './examples.ts'
import { addImport } from './import.ts'
import { addInit } from './init.ts'
import { addInvalidate } from './invalidate.ts'
import { addMerge } from './merge.ts'
import { addMigrate } from './migrate.ts'
import { addPopular } from './popular.ts'
import { addServe } from './serve.ts'
import { addVerify } from './verify.ts'

/** All commands with their flags, from which help and completion are made too. It throws instead of ending the process. */
export async function createProgram(parts: BenchParts): Promise<Command> {
  const program = new Command('enddel')
    .description('Static, precompressed pages that are always live.')
    .version(await version())
    .showSuggestionAfterError()
    .addHelpText('after', '\n`enddel COMMAND --help` tells flags and examples. A site of your own: enddel init my-site')
  addCommands(program, parts)
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeErr: () => {} })
    command.addHelpText('after', examplesText(command.name()))
  }
  return program
}

function addCommands(program: Command, parts: BenchParts): void {
  const { readConfig, env, setCode } = parts
  program.commandsGroup('Write:')
  addInit(program)
  addDev(program, readConfig)
  program.commandsGroup('Build:')
  addBuild(program, readConfig, setCode)
  addMerge(program, setCode)
  addVerify(program, setCode)
  program.commandsGroup('Serve:')
  addServe(program, readConfig)
  addInvalidate(program, readConfig)
  addPopular(program)
  addBench(program, parts)
  program.commandsGroup('Reports in PostgreSQL:')
  addMigrate(program, readConfig)
  addImport(program, readConfig)
  program.commandsGroup('This machine:')
  addDoctor(program, { env, setCode })
  addCompletion(program)
  program.helpCommand('help [command]', 'Tell flags and examples of a command.')
}
