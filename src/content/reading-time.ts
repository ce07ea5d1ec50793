/** Whole minutes at 200 words a minute, at least one. */
export function minutesToRead(text: string): number {
  return Math.max(1, Math.round(countWords(text) / 200))
}

/** Runs of letters and digits of any script. Written out, since it is a fifth of the time to read a report otherwise. */
function countWords(text: string): number {
  let words = 0
  let isInWord = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    let isPart = isAsciiWord(code)
    if (code >= 128) {
      const character = String.fromCodePoint(text.codePointAt(at)!)
      isPart = isWord(character)
      at += character.length - 1
    }
    if (isPart && !isInWord) words++
    isInWord = isPart
  }
  return words
}

function isAsciiWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57)
}

/** Few different ones stand in a text. */
const known = new Map<string, boolean>()

function isWord(character: string): boolean {
  const before = known.get(character)
  if (before !== undefined) return before
  const is = /[\p{L}\p{N}]/u.test(character)
  if (known.size < 4_096) known.set(character, is)
  return is
}
