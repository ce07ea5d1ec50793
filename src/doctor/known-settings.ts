import { type Config, findSetting, readConfig, type SettingFlags } from '../core/config.ts'
import { EnddelError } from '../core/errors.ts'
import { type SettingName, type Settings, settings } from '../core/settings.ts'
import { type Finding, problem } from './finding.ts'

/** Every setting, with the default in place of what cannot be read; that is a problem each. */
export async function readKnown(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  flags: SettingFlags,
): Promise<{ settings: Settings; findings: Finding[] }> {
  // What is wrong with the files is told by the check of them.
  const config = await readConfig(env, folder).catch(() => [{ source: 'environment', texts: env }])
  const findings: Finding[] = []
  const read = (Object.keys(settings) as SettingName[]).map((name) => [name, readOne(name, config, flags, findings)])
  return { settings: Object.fromEntries(read) as Settings, findings } // the names are the keys of the table
}

function readOne(name: SettingName, config: Config, flags: SettingFlags, findings: Finding[]): unknown {
  try {
    return findSetting(name, config, flags).value
  } catch (error) {
    if (!(error instanceof EnddelError)) throw error
    findings.push(problem('settings', error.message, error.hint ?? 'correct it'))
    return findSetting(name, []).value
  }
}
