/** `enddel doctor`: looks at a machine and a project, and says what is missing or wrong, each with what to do. */
import type { SettingFlags } from '../core/config.ts'
import { checkBuild } from './check-build.ts'
import { checkChromium } from './check-chromium.ts'
import { checkDatabase } from './check-database.ts'
import { checkDisk } from './check-disk.ts'
import { checkEnvFiles } from './check-env-files.ts'
import { checkFiles, checkMemory } from './check-limits.ts'
import { checkNode } from './check-node.ts'
import { checkPort } from './check-port.ts'
import { checkRedis } from './check-redis.ts'
import { checkAdmin, checkMarket, checkSiteUrl } from './check-settings.ts'
import { checkTls } from './check-tls.ts'
import { checkTools } from './check-tools.ts'
import type { Finding } from './finding.ts'
import { readKnown } from './known-settings.ts'
import { runChecks } from './run-checks.ts'

export interface DoctorOptions {
  /** Where `.env` files and the site are looked for. */
  folder: string
  env: Readonly<Record<string, string | undefined>>
  flags: SettingFlags
  /** Of one check. */
  limitMs: number
}

export async function runDoctor({ folder, env, flags, limitMs }: DoctorOptions): Promise<Finding[]> {
  const { settings, findings } = await readKnown(folder, env, flags)
  const path = env.PATH ?? ''
  const found = await runChecks(
    [
      { about: 'Node.js', run: () => checkNode(process.versions.node) },
      { about: '.env files', run: () => checkEnvFiles(folder) },
      { about: 'build', run: () => checkBuild(folder, settings.out) },
      { about: 'port', run: () => checkPort(settings) },
      { about: 'disk', run: () => checkDisk(folder, settings) },
      { about: 'memory', run: () => checkMemory(settings) },
      { about: 'open files', run: () => checkFiles(settings.maxConnections) },
      { about: 'SITE_URL', run: () => checkSiteUrl(settings) },
      { about: 'market', run: () => checkMarket(settings) },
      { about: 'admin routes', run: () => checkAdmin(settings) },
      { about: 'TLS', run: () => checkTls(settings, Date.now()) },
      { about: 'Redis', run: () => checkRedis(settings.redisUrl, limitMs) },
      { about: 'PostgreSQL', run: () => checkDatabase(settings, limitMs) },
      { about: 'Chromium', run: () => checkChromium(settings.chromiumPath) },
      { about: 'tools', run: () => checkTools(path, settings.pinWorkers) },
    ],
    limitMs,
  )
  // A wrong setting comes first: what follows goes by its default.
  return [...findings, ...found]
}
