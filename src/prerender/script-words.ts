import { tokenizer, tokTypes } from 'acorn'

/**
 * The words of a script that may name something of a page: those in its texts, and, each behind a dot, its names, since
 * `dataset.theme` is an attribute. A word that goes on with what is not known yet, such as `flash-` in `flash-${way}`, keeps
 * its hyphen.
 */
export function scriptWords(code: string): Set<string> {
  const words = new Set<string>()
  for (const token of tokenizer(code, { ecmaVersion: 'latest', sourceType: 'module' })) {
    // Its types leave the value out.
    const { type, value } = token as typeof token & { value: unknown }
    const isText = type === tokTypes.string || type === tokTypes.template
    // Names of one or two letters are those that minifying gave.
    if (isText) for (const word of String(value).match(/[\w-]+/g) ?? []) words.add(word)
    else if (type === tokTypes.name && String(value).length > 2) words.add(`.${String(value)}`)
  }
  return words
}
