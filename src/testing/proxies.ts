/** nginx and Caddy with the configuration of deploy/, on free ports of loopback, in front of a server. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../core/free-port.ts'
import { makeCertificate } from './certificates.ts'
import { caddy, nginx } from './needs.ts'
import { inTemporaryFolder } from './temporary-folder.ts'

const run = promisify(execFile)

export interface Proxied {
  /** `https://localhost:PORT` */
  url: string
  /** Whom a client has to trust. */
  ca: string
}

/** Runs `work` with a proxy in front of the server at `upstream`, such as `127.0.0.1:3000`. */
export type WithProxy = <Result>(upstream: string, work: (proxied: Proxied) => Promise<Result>) => Promise<Result>

export const nginxConfig = 'deploy/nginx/enddel.conf'
export const caddyConfig = 'deploy/caddy/Caddyfile'

export const withNginx: WithProxy = (upstream, work) =>
  inTemporaryFolder(async (folder) => {
    const { cert, key } = await makeCertificate(folder, 'localhost')
    const [port, plainPort] = [await freePort(), await freePort()]
    const site = (await readFile(nginxConfig, 'utf8'))
      .replaceAll(/^ *listen \[::\].*\n/gm, '')
      .replace('server 127.0.0.1:3000;', `server ${upstream};`)
      .replace('listen 443', `listen 127.0.0.1:${port}`)
      .replace('listen 80', `listen 127.0.0.1:${plainPort}`)
      .replace('/etc/ssl/example.com.crt', cert)
      .replace('/etc/ssl/example.com.key', key)
    await writeFile(join(folder, 'enddel.conf'), site)
    await writeFile(join(folder, 'nginx.conf'), aroundNginx(folder))
    // It goes into the background when it listens.
    const control = (...more: string[]) => run(nginx, ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log', ...more])
    await control()
    try {
      return await work({ url: `https://localhost:${port}`, ca: await readFile(cert, 'utf8') })
    } finally {
      await control('-s', 'stop')
    }
  })

export const withCaddy: WithProxy = (upstream, work) =>
  inTemporaryFolder(async (folder) => {
    const { cert, key } = await makeCertificate(folder, 'localhost')
    const url = `https://localhost:${await freePort()}`
    const [config, pidFile] = ['Caddyfile', 'pid'].map((name) => join(folder, name))
    const site = (await readFile(caddyConfig, 'utf8')).replace(/^\{\$SITE_ADDRESS.*/m, `$&\n\ttls ${cert} ${key}`)
    await writeFile(config!, aroundCaddy(folder) + site)
    const env = { ...process.env, HOME: folder, SITE_ADDRESS: url, ENDDEL_UPSTREAM: upstream }
    await startCaddy(['--config', config!, '--adapter', 'caddyfile', '--pidfile', pidFile!], env)
    try {
      return await work({ url, ca: await readFile(cert, 'utf8') })
    } finally {
      process.kill(Number(await readFile(pidFile!, 'utf8')))
    }
  })

/** Ends when it listens. What it leaves running would hold on to pipes. */
async function startCaddy(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const [code] = (await once(spawn(caddy, ['start', ...args], { env, stdio: 'ignore' }), 'close')) as [number | null]
  if (code !== 0) throw new Error(`caddy start ended with ${code}`)
}

/** What a distribution has around the files in conf.d, with all it writes in one folder. */
function aroundNginx(folder: string): string {
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const temporary = places.map((name) => `  ${name}_temp_path ${folder}/${name};`).join('\n')
  return `${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
${temporary}
  include ${folder}/enddel.conf;
}
`
}

/** Nothing at the ports 80 and 2019, and all it writes in one folder. */
function aroundCaddy(folder: string): string {
  return `{
	admin off
	auto_https disable_redirects
	storage file_system ${folder}/data
}

`
}
