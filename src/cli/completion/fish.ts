import type { CommandTree, CompletedCommand, Value } from './command-tree.ts'

/** For `enddel completion fish | source`. */
export function fishCompletion({ commands }: CommandTree): string {
  return [
    '# Completion of enddel for fish. In ~/.config/fish/config.fish: enddel completion fish | source',
    'complete -c enddel -f',
    ...commands.map(({ name, about }) => `complete -c enddel -n __fish_use_subcommand -a ${name} -d ${quoted(about)}`),
    ...commands.flatMap(commandLines),
  ].join('\n')
}

function commandLines({ name, flags, argument }: CompletedCommand): string[] {
  const start = `complete -c enddel -n '__fish_seen_subcommand_from ${name}'`
  return [
    ...flags.map(
      ({ name: flag, about, value }) => `${start} -l ${flag.replace(/^--/, '')}${valueOf(value)} -d ${quoted(about)}`,
    ),
    ...(argument ? [`${start}${argumentOf(argument)}`] : []),
  ]
}

/** `-x` takes a value and no file, `-r` a value that may be one. */
function valueOf(value: Value | undefined): string {
  return value === undefined ? '' : value.kind === 'file' ? ' -rF' : ` -x${argumentOf(value)}`
}

function argumentOf(value: Value): string {
  switch (value.kind) {
    case 'words':
      return ` -a ${quoted(value.words.join(' '))}`
    case 'folder':
      return ` -a '(__fish_complete_directories)'`
    case 'file':
      return ' -F'
    case 'any':
      return ''
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
