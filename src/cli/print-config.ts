import { type Config, findSetting, type SettingFlags } from '../core/config.ts'
import { type Setting, type SettingName, settings } from '../core/settings.ts'

/** Each setting with its value and where that came from, as a table or as JSON; secrets are masked in both. */
export function printConfig(
  names: readonly SettingName[],
  flags: SettingFlags,
  config: Config,
  isJson: boolean,
): string {
  const rows = names.map((name) => shown(name, flags, config))
  if (isJson) return JSON.stringify(rows)
  const table = [
    ['name', 'value', 'source'],
    ...rows.map(({ name, value, source }) => [name, value === '' ? 'none' : String(value), source]),
  ]
  const [nameWidth, valueWidth] = [0, 1].map((column) => Math.max(...table.map((row) => row[column]!.length)))
  return table
    .map(([name, value, source]) => `${name!.padEnd(nameWidth!)}  ${value!.padEnd(valueWidth!)}  ${source}`)
    .join('\n')
}

function shown(name: SettingName, flags: SettingFlags, config: Config) {
  const { value, source } = findSetting(name, config, flags)
  const { env, flag, mask } = settings[name] as Setting<unknown>
  return { name: env ?? flag!.split(' ')[0]!, value: mask ? mask(value) : value, source }
}
