import { EnddelError } from './errors.ts'

/** The address of a Redis as the library takes it, and what keeps its password out of messages. */
export interface RedisUrl {
  href: string
  mask(message: string): string
}

/** Options are not read from the address: they could switch off what keeps Redis from harming. */
export function readRedisUrl(text: string): RedisUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const passwords = url && passwordsOf(url)
  const isRight =
    passwords &&
    /^rediss?:$/.test(url.protocol) &&
    url.hostname &&
    /^\/?\d*$/.test(url.pathname) &&
    !url.search &&
    !url.hash
  if (!isRight) {
    throw new EnddelError('E_USAGE', `REDIS_URL is "${masked(text)}"`, {
      hint: 'give redis://[user:password@]host[:port][/database], or rediss:// for TLS; special characters of the password as %XX',
    })
  }
  return {
    href: url.href,
    mask: (message) => passwords.reduce((safe, password) => safe.replaceAll(password, '***'), message),
  }
}

/** As it stands in the address, and as it is; undefined when its escapes are broken. */
function passwordsOf(url: URL): string[] | undefined {
  try {
    return [url.password, decodeURIComponent(url.password)].filter(Boolean)
  } catch {
    return undefined
  }
}

/** The scheme, and the host at the end; a query could hold a password too. */
function masked(text: string): string {
  return text.replace(/^(\w+:\/\/)?.*@/s, '$1***@').replace(/[?#].*$/s, '?***')
}
