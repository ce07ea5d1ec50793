import { EnddelError } from './errors.ts'

/** Where a PostgreSQL is, and what keeps its password out of messages. */
export interface DatabaseUrl {
  host: string
  port: number
  database: string
  /** Undefined where the address has none: then it is that of this process, as with `psql`. */
  user: string | undefined
  password: string | undefined
  tls: 'disable' | 'prefer' | 'require' | 'verify-full'
  mask(message: string): string
}

/** Of all options an address can have, only `sslmode` is read: others could switch off what keeps a database from harming. */
export function readDatabaseUrl(text: string): DatabaseUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const parts = url && decoded(url)
  const tls = url && tlsOf(url)
  const isRight =
    parts &&
    tls &&
    /^postgres(ql)?:$/.test(url.protocol) &&
    url.hostname &&
    // An `@` in the path is the rest of a password that holds a bare slash.
    /^\/[^/@]+$/.test(url.pathname) &&
    !url.hash
  if (!isRight) {
    throw new EnddelError('E_USAGE', `DATABASE_URL is "${masked(text)}"`, {
      hint: 'give postgres://[user[:password]@]host[:port]/database, with ?sslmode=require or verify-full for TLS; special characters of the password as %XX',
    })
  }
  const passwords = [url.password, parts.password].filter(Boolean)
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port || 5432),
    database: parts.database,
    user: parts.user || undefined,
    password: parts.password || undefined,
    tls,
    mask: (message) => passwords.reduce((safe, password) => safe.replaceAll(password, '***'), message),
  }
}

/** Undefined when the escapes of the address are broken. */
function decoded(url: URL) {
  try {
    return {
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: decodeURIComponent(url.pathname.slice(1)),
    }
  } catch {
    return undefined
  }
}

function tlsOf({ searchParams }: URL): DatabaseUrl['tls'] | undefined {
  const names = [...searchParams.keys()]
  if (names.some((name) => name !== 'sslmode') || names.length > 1) return undefined
  const mode = searchParams.get('sslmode') ?? 'disable'
  return (['disable', 'prefer', 'require', 'verify-full'] as const).find((known) => known === mode)
}

/** The scheme, and the host at the end; a query could hold a password too. */
function masked(text: string): string {
  return text.replace(/^(\w+:\/\/)?.*@/s, '$1***@').replace(/[?#].*$/s, '?***')
}
