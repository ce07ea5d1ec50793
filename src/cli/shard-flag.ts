import { EnddelError } from '../core/errors.ts'
import type { BuildOptions } from '../prerender/build.ts'

/** `2/3` is the second of three. */
export function shardFlag(name: string, text: string): NonNullable<BuildOptions['shard']> {
  const [, number, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text)?.map(Number) ?? []
  if (number && of && number <= of) return { number, of }
  throw new EnddelError('E_USAGE', `${name} is "${text}"`, {
    hint: 'give i/n with i from 1 to n, such as 2/3 for the second of three',
  })
}
