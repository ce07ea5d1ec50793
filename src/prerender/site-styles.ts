import type { SiteStyles } from '../render/used-styles.ts'
import type { Output } from './bundle.ts'
import { scriptWords } from './script-words.ts'

/** The style sheets of a bundle as one text, and the words of its scripts that may have to do with them. */
export function siteStyles(output: Output, early: string): SiteStyles {
  const sheets = output.filter((file) => file.type === 'asset' && file.fileName.endsWith('.css'))
  const text = sheets
    .sort((a, b) => (a.fileName < b.fileName ? -1 : 1))
    .map((file) => (file.type === 'asset' ? Buffer.from(file.source).toString() : ''))
    .join('\n')
  const scripts = [early, ...output.map((file) => (file.type === 'chunk' ? file.code : ''))]
  const words = new Set(scripts.flatMap((code) => [...scriptWords(code)]))
  const named = text.toLowerCase()
  // What the sheets say in no form is of no use; a `dataset.feedState` is a `data-feed-state`.
  const isNamed = (word: string) => {
    const plain = word.replace(/^\./, '')
    return [plain, plain.replace(/[A-Z]/g, (letter) => `-${letter}`)].some((form) => named.includes(form.toLowerCase()))
  }
  return { text, scriptWords: [...words].filter(isNamed).sort() }
}
