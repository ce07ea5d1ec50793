/**
 * Where settings come from, and the only reader of the environment: flag, environment, `.env.local`, `.env`, default,
 * the first that has the variable. An empty value stands for the default, so it hides what lower ones say.
 */
import { join } from 'node:path'
import { readEnvFile } from './env-file.ts'
import { type SettingName, type Settings, settings } from './settings.ts'

type Texts = Readonly<Record<string, string | undefined>>

/** What environment and files say, highest first, not yet looked at: a command only reads what it needs. */
export type Config = readonly { source: string; texts: Texts }[]

/** What the command line says, by setting; a flag without a value is `true`. */
export type SettingFlags = Partial<Record<SettingName, string | true>>

export interface Found<Value> {
  value: Value
  /** Such as `flag --port`, `environment`, `.env` or `default`. */
  source: string
}

/** Everything `enddel serve` runs by. It is sent to worker processes. */
export type ServeSettings = Omit<Settings, 'isCi'>

/** Reads the files in `folder`; `env` is that of the process. */
export async function readConfig(env: Texts, folder: string): Promise<Config> {
  const files = ['.env.local', '.env']
  const read = await Promise.all(
    files.map(async (source) => ({ source, texts: await readEnvFile(join(folder, source)) })),
  )
  return [{ source: 'environment', texts: env }, ...read].map(({ source, texts }) => ({
    source,
    texts: withDebug(texts),
  }))
}

/** The value of one setting; the error names variable and file, or the flag. */
export function findSetting<Name extends SettingName>(
  name: Name,
  config: Config,
  flags: SettingFlags = {},
): Found<Settings[Name]> {
  const { env, flag = '', default: standard } = settings[name]
  const parse = settings[name].parse as (name: string, text: string) => Settings[Name] // the compiler unites the rows
  const flagName = flag.split(' ')[0]!
  const flagText = flags[name]
  if (flagText !== undefined) return { value: parse(flagName, String(flagText)), source: `flag ${flagName}` }

  const layer = env && config.find(({ texts }) => texts[env] !== undefined)
  const text = layer && layer.texts[env]
  if (!layer || !text) return { value: parse(env ?? flagName, standard), source: 'default' }
  const place = layer.source === 'environment' ? env : `${env} in ${layer.source}`
  return { value: parse(place, text), source: layer.source }
}

/** `DEBUG=1` is short for `LOG_LEVEL=debug`, and loses to a level that is named in the same place. */
function withDebug(texts: Texts): Texts {
  return texts.DEBUG === '1' ? { ...texts, LOG_LEVEL: texts.LOG_LEVEL || 'debug' } : texts
}
