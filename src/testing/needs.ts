/** What the tests need beyond npm. Each is a real program: found, or installed with apt where that is allowed. */
import { execFile } from 'node:child_process'
import { access, constants, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export const chromium = '/usr/bin/chromium'
export const redisServer = '/usr/bin/redis-server'
export const openssl = '/usr/bin/openssl'
export const nginx = '/usr/sbin/nginx'
export const caddy = '/usr/bin/caddy'
export const promtool = '/usr/bin/promtool'
export const systemdAnalyze = '/usr/bin/systemd-analyze'

const needs = [
  { file: chromium, aptPackage: 'chromium', mode: constants.X_OK },
  { file: redisServer, aptPackage: 'redis-server', mode: constants.X_OK },
  { file: openssl, aptPackage: 'openssl', mode: constants.X_OK },
  // What is in deploy/ is tried with the programs it is for.
  { file: nginx, aptPackage: 'nginx-light', mode: constants.X_OK },
  { file: caddy, aptPackage: 'caddy', mode: constants.X_OK },
  { file: promtool, aptPackage: 'prometheus', mode: constants.X_OK },
  { file: systemdAnalyze, aptPackage: 'systemd', mode: constants.X_OK },
  // Without any font a browser shows no text at all; this one has Vietnamese and Cyrillic letters.
  { file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', aptPackage: 'fonts-dejavu-core', mode: constants.R_OK },
]

/** Throws with what to install when something is missing and cannot be installed from here. */
export async function ensureNeeds(): Promise<void> {
  const missing: string[] = []
  for (const { file, aptPackage, mode } of needs) {
    if (!(await isThere(file, mode))) missing.push(aptPackage)
  }
  if (!(await findPostgres())) missing.push('postgresql')
  if (missing.length === 0) return
  if (process.getuid?.() !== 0) throw new Error(tell(missing))
  console.log(`installing ${missing.join(', ')} with apt …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    await run('apt-get', ['update', '-qq'], { env })
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env })
  } catch (error) {
    throw new Error(tell(missing), { cause: error })
  }
}

/** The folder of the programs of the newest PostgreSQL. Its package also starts a server, which the tests leave alone. */
export async function findPostgres(): Promise<string | undefined> {
  const versions = await readdir(postgresVersions).catch(() => [])
  for (const version of versions.sort((a, b) => Number(b) - Number(a))) {
    const folder = join(postgresVersions, version, 'bin')
    if (await isThere(join(folder, 'initdb'), constants.X_OK)) return folder
  }
  return undefined
}

const postgresVersions = '/usr/lib/postgresql'

async function isThere(file: string, mode: number): Promise<boolean> {
  return access(file, mode).then(
    () => true,
    () => false,
  )
}

function tell(missing: readonly string[]): string {
  return `The tests need ${missing.join(' and ')}. Install with: sudo apt-get install ${missing.join(' ')}`
}
