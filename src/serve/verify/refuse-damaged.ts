import { EnddelError } from '../../core/errors.ts'
import { verifyBuild, type Verified } from './verify-build.ts'

/**
 * Throws an E_DAMAGED when the current build cannot be served as it was built. A link that leads nowhere is no reason not
 * to serve the others, nor is a file too much.
 */
export async function refuseDamaged(out: string): Promise<Verified> {
  const verified = await verifyBuild({ out, build: undefined, scope: 'damage' })
  const [first] = verified.problems
  if (!first) return verified
  const more = verified.problemCount > 1 ? `, and ${verified.problemCount - 1} more; \`enddel verify\` tells all` : ''
  throw new EnddelError('E_DAMAGED', `the current build is damaged: ${first.place}: ${first.message}${more}`, {
    hint: first.hint,
  })
}
