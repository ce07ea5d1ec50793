import { findProgram } from './find-program.ts'
import { type Finding, note, ok } from './finding.ts'

/** Neither has to be here, but for what was asked of taskset. */
export async function checkTools(path: string, isPinning: boolean): Promise<Finding[]> {
  const [taskset, wrk] = await Promise.all([findProgram(['taskset'], path), findProgram(['wrk'], path)])
  const has = [taskset && 'taskset', wrk && 'wrk'].filter(Boolean)
  if (isPinning && !taskset) {
    return [note('tools', 'V8_PIN_THREADS has no effect without taskset', 'install util-linux, or leave it out')]
  }
  if (has.length === 2) return [ok('tools', 'taskset and wrk, for `enddel bench`')]
  return [ok('tools', `${has[0] ?? 'neither taskset nor wrk'}; \`enddel bench\` does without`)]
}
