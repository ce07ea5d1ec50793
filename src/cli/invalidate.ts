import type { Command } from 'commander'
import { type Config, findSetting } from '../core/config.ts'
import { EnddelError, messageOf } from '../core/errors.ts'

interface Flags {
  path: string[]
  prefix: string[]
  tag: string[]
  all: boolean
  hard: boolean
  url: string | undefined
}

const collect = (value: string, before: string[]) => [...before, value]

export function addInvalidate(program: Command, readConfig: () => Promise<Config>): void {
  program
    .command('invalidate')
    .description('Tell a running server, and all that share its Redis, that pages are not what they were.')
    .option('--path <path>', 'a page, with or without its language; may be repeated', collect, [])
    .option('--prefix <path>', 'all pages below it; may be repeated', collect, [])
    .option('--tag <tag>', 'all pages that bear it, such as report:12 or products; may be repeated', collect, [])
    .option('--all', 'all pages', false)
    .option('--hard', 'never use them again; otherwise they are used while new ones are made', false)
    .option('--url <address>', 'where the server is (default: http://localhost at PORT)')
    .action(async (flags: Flags) => invalidate(flags, await readConfig()))
}

async function invalidate({ path, prefix, tag, all, hard, url }: Flags, config: Config): Promise<void> {
  const secret = findSetting('adminSecret', config).value
  if (!secret) {
    throw new EnddelError('E_USAGE', 'AUTO_UPDATE_SECRET_KEY is not set', {
      hint: 'give the same secret that the server has, in the environment or in .env',
    })
  }
  if (path.length + prefix.length + tag.length === 0 && !all) {
    throw new EnddelError('E_USAGE', 'nothing is selected', { hint: 'give --path, --prefix, --tag or --all' })
  }
  const server = url ?? `http://localhost:${findSetting('port', config).value}`
  const selector = {
    ...(path.length > 0 && { paths: path }),
    ...(prefix.length > 0 && { prefixes: prefix }),
    ...(tag.length > 0 && { tags: tag }),
    ...(all && { all }),
  }
  const { status, text } = await post(new URL('/internal/cache/invalidate', server), secret, { ...selector, hard })
  if (status >= 300) throw refused(server, status, text)
  const { reach } = JSON.parse(text) as { reach: string }
  console.log(`invalidated${reach === 'all' ? ' on every machine' : ' on this machine'}`)
}

function refused(server: string, status: number, text: string): EnddelError {
  const hints: Record<number, string> = {
    401: 'give the same AUTO_UPDATE_SECRET_KEY that the server has',
    403: 'run it on the machine of the server, or start that with --admin-remote',
    404: 'name the address of a running `enddel serve` with --url',
  }
  const hint = hints[status] ?? 'see the log of the server'
  return new EnddelError('E_REFUSED', `${server} answers ${status}: ${text.trim()}`, { hint })
}

async function post(url: URL, secret: string, body: object): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    })
    return { status: response.status, text: await response.text() }
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error
    throw new EnddelError('E_UNREACHABLE', `${url.origin} cannot be reached: ${messageOf(cause)}`, {
      hint: 'start the server, or name its address with --url',
    })
  }
}
