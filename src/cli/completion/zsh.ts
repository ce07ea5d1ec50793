import type { CommandTree, CompletedCommand, CompletedFlag, Value } from './command-tree.ts'

/** For `eval "$(enddel completion zsh)"` behind `compinit`, or as a file `_enddel` in a folder of `fpath`. */
export function zshCompletion({ commands }: CommandTree): string {
  return `#compdef enddel
# Completion of enddel for zsh. In ~/.zshrc, after compinit: eval "$(enddel completion zsh)"
_enddel() {
  local -a commands
  commands=(
${commands.map(({ name, about }) => `    ${quoted(`${name}:${about}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${commands.map(commandCase).join('\n')}
  esac
}
if [[ $funcstack[1] == _enddel ]]; then _enddel "$@"; else compdef _enddel enddel; fi`
}

function commandCase({ name, flags, argument }: CompletedCommand): string {
  const specs = [...flags.map(flagSpec), ...(argument ? [`'*:argument:${action(argument)}'`] : [])]
  return `    ${name}) _arguments ${specs.join(' ')} ;;`
}

function flagSpec({ name, about, value }: CompletedFlag): string {
  const text = about.replace(/[[\]:\\]/g, '\\$&')
  return quoted(`${name}[${text}]${value ? `:value:${action(value)}` : ''}`)
}

function action(value: Value): string {
  switch (value.kind) {
    case 'words':
      return `(${value.words.join(' ')})`
    case 'folder':
      return '_files -/'
    case 'file':
      return '_files'
    case 'any':
      return ' '
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
