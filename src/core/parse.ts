import { z } from 'zod'
import { EnddelError } from './errors.ts'

/** Checks outside data against a schema; the error names `place` and the field. */
export function parseWith<Schema extends z.ZodType>(schema: Schema, data: unknown, place: string): z.output<Schema> {
  const result = schema.safeParse(data)
  if (result.success) return result.data
  throw new EnddelError('E_SHAPE', `${place}: ${describe(result.error)}`, { hint: 'correct that field' })
}

/** Reads JSON text; the error names `place`, and the line where the parser gave up if it says so. */
export function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new EnddelError('E_JSON', `${place}: not JSON: ${error instanceof Error ? error.message : error}`, {
      hint: 'correct the JSON there',
    })
  }
}

function describe(error: z.ZodError): string {
  const [first, ...others] = error.issues
  if (!first) return 'does not have the right shape'
  const field = first.path.length > 0 ? `${first.path.join('.')}: ` : ''
  return `${field}${messageOf(first)}${others.length > 0 ? ` (and ${others.length} more)` : ''}`
}

/** Who forgot a field does not know the word undefined. */
function messageOf(issue: z.core.$ZodIssue): string {
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
  return isMissing && issue.path.length > 0 ? `missing: ${issue.expected} expected` : issue.message
}
