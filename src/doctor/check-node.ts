import { type Finding, ok, problem } from './finding.ts'

/** What `engines` of package.json says too: a test compares. */
export const oldestNode = '20.19.0'

export function checkNode(version: string): Finding[] {
  if (version.localeCompare(oldestNode, 'en', { numeric: true }) >= 0) return [ok('Node.js', version)]
  return [problem('Node.js', `${version} is older than ${oldestNode}`, 'install a newer one from https://nodejs.org/')]
}
