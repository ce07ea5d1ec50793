import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'

/** One line for docs/measurements.md: the command that was run, when, and on what. */
export function describeRun(script: string): string {
  const command = `node --import tsx benchmarks/${[script, ...process.argv.slice(2)].join(' ')}`
  const date = new Date().toISOString().slice(0, 10)
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${availableParallelism()} cores`
  const versions = [
    `Node ${process.version}`,
    versionOf('nginx', ['-v'], /nginx\/\S+/),
    versionOf('wrk', ['-v'], /wrk \S+/),
  ]
  return [`\`${command}\`, ${date}: ${machine}`, ...versions.filter(Boolean)].join(', ')
}

/** Some tell it on standard error, and with an exit code of failure. */
function versionOf(command: string, args: readonly string[], pattern: RegExp): string {
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  return pattern.exec(`${stdout ?? ''}${stderr ?? ''}`)?.[0] ?? ''
}
