import type { Command, Option } from 'commander'

/** What can be typed, as plain data: the completion of each shell is written from it, so that it knows what the program knows. */
export interface CommandTree {
  commands: readonly CompletedCommand[]
}

export interface CompletedCommand {
  name: string
  about: string
  flags: readonly CompletedFlag[]
  /** What may stand without a flag. */
  argument: Value | undefined
}

export interface CompletedFlag {
  /** Such as `--port`. */
  name: string
  about: string
  /** None where the flag takes no value. */
  value: Value | undefined
}

export type Value =
  { kind: 'words'; words: readonly string[] } | { kind: 'folder' } | { kind: 'file' } | { kind: 'any' }

export function commandTree(program: Command): CommandTree {
  return { commands: [...program.commands.map(completed), helpCommand(program)] }
}

function completed(command: Command): CompletedCommand {
  const [argument] = command.registeredArguments
  return {
    name: command.name(),
    about: firstSentence(command.description()),
    flags: [...command.options.filter(({ hidden }) => !hidden).map(completedFlag), help],
    argument: argument && valueOf(argument.argChoices, argument.name()),
  }
}

const help: CompletedFlag = { name: '--help', about: 'tell flags and examples', value: undefined }

function helpCommand(program: Command): CompletedCommand {
  const words = program.commands.map((command) => command.name())
  return { name: 'help', about: 'Tell flags and examples of a command.', flags: [], argument: { kind: 'words', words } }
}

function completedFlag(option: Option): CompletedFlag {
  const [, placeholder] = /[<[](.+)[>\]]$/.exec(option.flags) ?? []
  const value = placeholder === undefined ? undefined : valueOf(option.argChoices, placeholder)
  return { name: option.long ?? option.short!, about: firstSentence(option.description), value }
}

/** A placeholder says what is meant: `<folder>`, `<file>`, or the words themselves, as in `<demo|live|off>`. */
function valueOf(choices: readonly string[] | undefined, placeholder: string): Value {
  if (choices) return { kind: 'words', words: choices }
  if (placeholder === 'folder') return { kind: 'folder' }
  if (placeholder === 'file' || placeholder === 'log') return { kind: 'file' }
  const parts = placeholder.split('|')
  // Those in place of which something else is to be written.
  const words = parts.filter((part) => /^[a-z]{3,}$/.test(part) && !['size', 'quality'].includes(part))
  return parts.length > 1 && words.length > 0 ? { kind: 'words', words } : { kind: 'any' }
}

/** Without the default and the variable, which stand behind it in brackets. */
function firstSentence(text: string): string {
  return text.replace(/ \((?:default|env): [^]*$/, '').replace(/^(.{20,}?)[.;:] [^]*$/s, '$1')
}
