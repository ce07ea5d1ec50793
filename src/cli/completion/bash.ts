import type { CommandTree, CompletedCommand, Value } from './command-tree.ts'

/** For `eval "$(enddel completion bash)"`. It needs nothing but bash, from version 3.2. */
export function bashCompletion({ commands }: CommandTree): string {
  const names = commands.map(({ name }) => name)
  return `# Completion of enddel for bash. In ~/.bashrc: eval "$(enddel completion bash)"
_enddel() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command= word
  # bash takes the sign of --flag=value for a word.
  if [[ $current == = ]]; then current=; elif [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in ${names.join('|')}) command=$word; break ;; esac
  done
  case "$command $before" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case $command in
    '') _enddel_words ${quoted([...names, '--help', '--version'].join(' '))} ;;
${commands.map(commandCase).join('\n')}
  esac
}
_enddel_words() { COMPREPLY=($(compgen -W "$1" -- "$current")); }
_enddel_paths() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen "$1" -- "$current"))
  compopt -o filenames 2> /dev/null || true
}
complete -F _enddel enddel`
}

function valueCases({ name, flags }: CompletedCommand): string[] {
  return flags.flatMap(({ name: flag, value }) =>
    value ? [`    '${name} ${flag}') ${completeWith(value)}; return ;;`] : [],
  )
}

function commandCase({ name, flags, argument }: CompletedCommand): string {
  const words = `_enddel_words ${quoted(flags.map((flag) => flag.name).join(' '))}`
  const other = argument ? completeWith(argument) : words
  return `    ${name}) if [[ $current == -* ]]; then ${words}; else ${other}; fi ;;`
}

function completeWith(value: Value): string {
  switch (value.kind) {
    case 'words':
      return `_enddel_words ${quoted(value.words.join(' '))}`
    case 'folder':
      return '_enddel_paths -d'
    case 'file':
      return '_enddel_paths -f'
    case 'any':
      return ':'
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
