import type { Command } from 'commander'
import type { SettingFlags } from '../core/config.ts'
import type { Finding } from '../doctor/finding.ts'
import { exitCodes } from './exit.ts'
import { doctorText } from './doctor-text.ts'

interface Flags extends SettingFlags {
  json: boolean
}

export interface DoctorParts {
  env: Readonly<Record<string, string | undefined>>
  setCode(code: number): void
}

/** Of one check; all of them run at once. */
const limitMs = 5_000

export function addDoctor(program: Command, { env, setCode }: DoctorParts): void {
  program
    .command('doctor')
    .description('Look at this machine and this folder: what is missing or wrong, and what to do about it.')
    .option('--out <folder>', 'the folder that `enddel build` wrote (default: out)')
    .option('--host <address>', 'where it is to listen (default: HOST, or 0.0.0.0)')
    .option('--port <number>', 'the port it is to listen on (default: PORT, or 3000)')
    .option('--market <live|demo|off>', 'where figures are to come from (default: MARKET, or off)')
    .option('--json', 'print what was found as JSON alone', false)
    .action(async ({ json, ...flags }: Flags) => {
      // Not before it is needed: other commands should not wait for it to be loaded.
      const { runDoctor } = await import('../doctor/doctor.ts')
      const findings = await runDoctor({ folder: '.', env, flags, limitMs })
      console.log(json ? JSON.stringify(counted(findings)) : doctorText(findings, isColored()))
      setCode(counted(findings).problems > 0 ? exitCodes.failed : exitCodes.ok)
    })
}

function counted(findings: readonly Finding[]) {
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length
  return { problems: count('problem'), notes: count('note'), findings }
}

function isColored(): boolean {
  return process.stdout.isTTY && process.stdout.hasColors()
}
