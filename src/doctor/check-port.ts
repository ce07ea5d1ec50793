import { once } from 'node:events'
import { get as getPlain } from 'node:http'
import { get as getSecure } from 'node:https'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import type { ServeSettings } from '../core/config.ts'
import { errnoOf, messageOf } from '../core/errors.ts'
import { type Finding, ok, problem } from './finding.ts'

type Asked = Pick<ServeSettings, 'host' | 'port' | 'tlsCert'>

/** Whether `enddel serve` could listen there, or does so already. */
export async function checkPort(asked: Asked): Promise<Finding[]> {
  const { host, port } = asked
  const server = createServer()
  try {
    server.listen({ host, port, exclusive: true })
    await once(server, 'listening')
    return [ok('port', `${port} on ${host} is free`)]
  } catch (error) {
    return [await whyNot(asked, error)]
  } finally {
    server.close()
  }
}

async function whyNot(asked: Asked, error: unknown): Promise<Finding> {
  const { host, port } = asked
  switch (errnoOf(error)) {
    case 'EADDRINUSE':
      if (await isOurs(asked)) return ok('port', `enddel serves at ${port} already`)
      return problem(
        'port',
        `${port} on ${host} is in use`,
        'end what listens there, or take another with --port (PORT)',
      )
    case 'EACCES':
      return problem(
        'port',
        `${port} is not for this user`,
        'take one from 1024 on, and let a proxy or socket have this one',
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return problem('port', `${host} is no address of this machine`, 'set HOST to 0.0.0.0, 127.0.0.1 or one it has')
    default:
      return problem('port', messageOf(error), 'take another with --port (PORT)')
  }
}

/** Only a server of ours answers `/livez` like this. */
function isOurs({ host, port, tlsCert }: Asked): Promise<boolean> {
  const where = { host: ['0.0.0.0', '::'].includes(host) ? 'localhost' : host, port, path: '/livez', timeout: 1_000 }
  return new Promise((resolve) => {
    const onAnswer: Parameters<typeof getPlain>[2] = (response) =>
      void text(response).then(
        (body) => resolve(body.includes('"status":"ok"')),
        () => resolve(false),
      )
    // It is not trusted with anything: a certificate for the name of the site does not fit this address.
    const request = tlsCert ? getSecure({ ...where, rejectUnauthorized: false }, onAnswer) : getPlain(where, onAnswer)
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(false))
  })
}
