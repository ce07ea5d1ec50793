import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lab, Running } from './lab.ts'
import type { RawAnswer } from './raw-answer.ts'
import { requireTool } from './tools.ts'

export interface NginxOptions {
  port: number
  cores: string
  /** The folder of the pages of a build. */
  pages: string
  /** enddel's answer: nginx sends the same fields. */
  like: RawAnswer
  /** Without it small files are read and sent in one write, which is faster here (hot-page.ts shows both). */
  hasSendfile?: boolean
}

/** nginx with one worker that sends the brotli files of a build. */
export async function startNginx(lab: Lab, options: NginxOptions): Promise<Running> {
  const { port, cores, pages, like, hasSendfile = true } = options
  const command = requireTool('nginx')
  const folder = join(lab.folder, `nginx-${port}`)
  const file = join(folder, 'nginx.conf')
  mkdirSync(folder)
  const fields = like.fields.filter(([name]) => !ownFields.has(name.toLowerCase()))
  writeFileSync(
    file,
    `worker_processes 1; daemon off; user root; pid ${folder}/pid; error_log ${folder}/error.log;
    events { worker_connections 4096; multi_accept on; }
    http {
      access_log off; ${hasSendfile ? 'sendfile on; tcp_nopush on;' : 'sendfile off;'} tcp_nodelay on;
      keepalive_requests 100000000; open_file_cache max=1000 inactive=60s; default_type "text/html; charset=utf-8";
      server {
        listen 127.0.0.1:${port} backlog=4096; root ${pages};
        location / {
          try_files $uri.html.br =404; types {} etag on;
          ${fields.map(([name, value]) => `add_header ${name} "${value}";`).join(' ')}
        }
      }
    }`,
  )
  const name = hasSendfile ? 'nginx' : 'nginx without sendfile'
  return lab.start({
    name,
    port,
    cores,
    command,
    args: ['-c', file, '-p', folder, '-e', join(folder, 'error.log')],
  })
}

/** nginx makes them itself. */
const ownFields = new Set(['date', 'content-type', 'content-length', 'etag', 'connection', 'keep-alive'])
