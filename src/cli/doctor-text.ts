import type { Finding, Level } from '../doctor/finding.ts'

/** A line each, with what to do below it; the last line says how it stands. */
export function doctorText(findings: readonly Finding[], isColored: boolean): string {
  const width = Math.max(...findings.map(({ about }) => about.length))
  const lines = findings.flatMap(({ about, level, message, fix }) => [
    `${mark(level, isColored)}  ${about.padEnd(width)}  ${message}`,
    ...(fix ? [`${' '.repeat(width + 11)}-> ${fix}`] : []),
  ])
  return [...lines, '', outcome(findings)].join('\n')
}

const colors: Record<Level, number> = { ok: 32, note: 33, problem: 31 }

function mark(level: Level, isColored: boolean): string {
  const text = level.padEnd(7)
  return isColored ? `\u001b[${colors[level]}m${text}\u001b[0m` : text
}

function outcome(findings: readonly Finding[]): string {
  const count = (level: Level, word: string) => {
    const many = findings.filter((finding) => finding.level === level).length
    return many === 0 ? [] : [`${many} ${word}${many === 1 ? '' : 's'}`]
  }
  const counts = [...count('problem', 'problem'), ...count('note', 'note')]
  return counts.length === 0 ? 'all is well' : counts.join(', ')
}
