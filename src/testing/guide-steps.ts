/** A guide as what its reader does and sees, in order. */
export type GuideStep =
  | { kind: 'shell'; lines: string }
  | { kind: 'write'; file: string; text: string }
  | { kind: 'replace'; file: string; before: string; after: string }
  | { kind: 'page'; url: string; says: string }
  | { kind: 'printed'; says: string }

const pieces =
  /^(?<fence>`{3,})(?<language>\w+)(?: (?<file>\S+))?\n(?<body>[^]*?)^\k<fence>$|^> At <(?<url>\S+)> it says: \*\*(?<shown>.+)\*\*$|^> It prints: \*\*(?<printed>.+)\*\*$/gm

/** Blocks of shell, files and diffs by the name behind their language, and lines that say what is to be seen. */
export function guideSteps(markdown: string): GuideStep[] {
  return [...markdown.matchAll(pieces)].flatMap(({ groups = {} }): GuideStep[] => {
    const { language, file, body = '', url, shown = '', printed } = groups
    if (url !== undefined) return [{ kind: 'page', url, says: shown }]
    if (printed !== undefined) return [{ kind: 'printed', says: printed }]
    if (language === 'sh') return [{ kind: 'shell', lines: body }]
    if (file === undefined) return []
    if (language !== 'diff') return [{ kind: 'write', file, text: body }]
    return [{ kind: 'replace', file, before: side(body, '-'), after: side(body, '+') }]
  })
}

function side(diff: string, sign: '-' | '+'): string {
  const lines = diff.split('\n').filter((line) => line.startsWith(sign))
  return lines.map((line) => line.slice(1)).join('\n')
}
