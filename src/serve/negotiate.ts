export type Encoding = 'br' | 'gzip' | 'identity'

/**
 * The encoding to answer with (RFC 9110, section 12.5.3): the acceptable one with the highest weight, of equal ones the
 * smallest bytes (br, gzip, identity). Where nothing is acceptable the plain bytes are better than a 406.
 */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding {
  if (!acceptEncoding) return 'identity'
  const weights = parseWeights(acceptEncoding)
  const any = weights.get('*')
  const br = weights.get('br') ?? any ?? 0
  const gzip = weights.get('gzip') ?? weights.get('x-gzip') ?? any ?? 0
  // Unnamed, identity is acceptable but nobody's wish; named, it counts as it is weighed.
  const identity = weights.get('identity') ?? (any === 0 ? 0 : Number.MIN_VALUE)
  if (br > 0 && br >= gzip && br >= identity) return 'br'
  if (gzip > 0 && gzip >= identity) return 'gzip'
  return 'identity'
}

/** Language tags of an Accept-Language value by weight, highest first; those with weight 0 are left out. */
export function preferredLanguages(acceptLanguage: string | undefined): string[] {
  return [...parseWeights(acceptLanguage ?? '')]
    .filter(([, weight]) => weight > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([tag]) => tag)
}

function parseWeights(value: string): Map<string, number> {
  const weights = new Map<string, number>()
  for (const item of value.split(',')) {
    const [name = '', ...params] = item.split(';').map((part) => part.trim().toLowerCase())
    if (name) weights.set(name, weightOf(params))
  }
  return weights
}

/** A weight that is not one counts as 0: what cannot be read is not asked for. */
function weightOf(params: readonly string[]): number {
  const q = params.find((param) => param.startsWith('q='))
  if (q === undefined) return 1
  return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(q.slice(2)) ? Number(q.slice(2)) : 0
}
