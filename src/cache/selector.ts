import { z } from 'zod'
import type { Invalidation, Selector } from './invalidation.ts'

/** How much one selector may name, in all. */
export const maxSelectorItems = 1_000

const maxItemLength = 2_048
const text = z.string().min(1).max(maxItemLength)
const path = z.string().startsWith('/').max(maxItemLength)

/** What is to be invalidated, as it comes from outside. */
export const selectorSchema = z
  .strictObject({
    paths: z.array(path).max(maxSelectorItems).exactOptional(),
    prefixes: z.array(path).max(maxSelectorItems).exactOptional(),
    tags: z.array(text).max(maxSelectorItems).exactOptional(),
    all: z.literal(true).exactOptional(),
  })
  .refine((selector) => selector.all === true || itemsOf(selector) > 0, 'selects nothing: name paths, prefixes or tags')
  .refine((selector) => itemsOf(selector) <= maxSelectorItems, `names more than ${maxSelectorItems} items`)

/** A record of a log. */
export const invalidationSchema: z.ZodType<Invalidation> = z.strictObject({
  version: z.int().positive(),
  mode: z.enum(['soft', 'hard']),
  selector: selectorSchema,
})

/** How many paths, prefixes and tags it names. */
export function itemsOf({ paths = [], prefixes = [], tags = [] }: Selector): number {
  return paths.length + prefixes.length + tags.length
}
