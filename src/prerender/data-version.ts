import { serialize } from 'node:v8'
import { shortHash } from '../core/short-hash.ts'

/**
 * Changes whenever plain data, which may cross threads, is other data. Not a hash of what `serialize` gives for all of it:
 * that also tells how V8 happens to keep a text or a list, so that two threads may write the same data otherwise.
 * Throws for what cannot cross threads.
 */
export function dataVersion(data: unknown): string {
  return shortHash(JSON.stringify(data, createReplacer()))
}

/** What holds itself is written as its depth. */
function createReplacer() {
  const ancestors: { value: unknown; written: unknown }[] = []
  return function (this: Record<string, unknown>, key: string): unknown {
    while (ancestors.length > 0 && ancestors.at(-1)!.written !== this) ancestors.pop()
    const value = this[key] // not what its toJSON makes of it
    const written = isJson(value) ? orItsDepth(value) : other(value)
    if (typeof written === 'object' && written !== null) ancestors.push({ value, written })
    return written
  }

  function orItsDepth(value: unknown): unknown {
    const depth = typeof value === 'object' ? ancestors.findIndex((ancestor) => ancestor.value === value) : -1
    return depth < 0 ? value : { '': depth }
  }
}

/** Nothing else is called by the empty name. */
function other(value: unknown): object {
  if (value instanceof Map) return { '': ['Map', ...value] }
  if (value instanceof Set) return { '': ['Set', ...value] }
  return { '': serialize(value).toString('base64') }
}

function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  if (typeof value !== 'object') return false
  return Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]'
}
