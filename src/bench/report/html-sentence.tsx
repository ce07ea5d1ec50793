import type { JSX } from 'preact'

/** What stands between backticks is code. */
export function Sentence({ text }: { text: string }): JSX.Element {
  const parts = text.split(/`([^`]+)`/)
  return <>{parts.map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part))}</>
}
