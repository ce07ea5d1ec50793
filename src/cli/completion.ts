import { Argument, type Command } from 'commander'
import { closest } from '../core/closest.ts'
import { EnddelError } from '../core/errors.ts'
import { bashCompletion } from './completion/bash.ts'
import { commandTree, type CommandTree } from './completion/command-tree.ts'
import { fishCompletion } from './completion/fish.ts'
import { zshCompletion } from './completion/zsh.ts'

const shells: Readonly<Record<string, (tree: CommandTree) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
}

export function addCompletion(program: Command): void {
  const names = Object.keys(shells)
  const shell = new Argument('<shell>', 'whose completion is printed')
  shell.argChoices = names
  program
    .command('completion')
    .description('Print what completes commands, flags and their values on the TAB key of a shell.')
    .addArgument(shell)
    .action((name: string) => {
      const write = Object.hasOwn(shells, name) ? shells[name] : undefined
      if (!write) throw unknownShell(name, names)
      console.log(write(commandTree(program)))
    })
}

function unknownShell(name: string, names: readonly string[]): EnddelError {
  const meant = closest(name, names)
  const hint = `${meant ? `did you mean ${meant}? ` : ''}there are ${names.join(', ')}`
  return new EnddelError('E_USAGE', `there is no completion for "${name}"`, { hint })
}
