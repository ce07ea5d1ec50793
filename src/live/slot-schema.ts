import { z } from 'zod'
import { slotStyles } from './slot.ts'

const place = z.int().nonnegative()

export const sinceSchema = z.strictObject({ value: z.number().positive(), at: z.int() })

/** Where live figures stand in a page, as it is kept beside the page's bytes. */
export const liveSlotsSchema = z.strictObject({
  slots: z.array(
    z.strictObject({
      value: z.string(),
      format: z.strictObject({
        style: z.enum(slotStyles),
        locale: z.string(),
        words: z.tuple([z.string(), z.string(), z.string()]).readonly().optional(),
        since: sinceSchema.optional(),
      }),
      at: place,
      bytes: z.int().positive(),
    }),
  ),
  /** Where each slot begins in the brotli bytes; missing when they cannot be written into. */
  brAt: z.array(place).optional(),
})

export type LiveSlots = z.infer<typeof liveSlotsSchema>
