/**
 * Makes `.bench/`, in which `enddel bench` can be run beside other servers: a build of the sample site, its pages as plain
 * files with .br and .gz beside each, nginx's configuration, and the module sirv. docs/benchmarks.md names the command.
 * Run: npm run build && node --import tsx benchmarks/prepare-peers.ts
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fileNameOf } from '../src/output/file-name.ts'
import { buildWithEnddel, writePlainPages } from './lab/enddel.ts'

const folder = '.bench'
const plain = join(folder, 'plain')
const sirv = 'sirv@3.0.2'

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder)
const build = await buildWithEnddel(join(folder, 'out'), ['--brotli', '11'])
await writePlainPages(build, plain)
for (const page of build.pages()) {
  const { html } = await build.readPage(page)
  writeFileSync(join(plain, `${fileNameOf(page.address)}.gz`), gzipSync(html, { level: 9 }))
}
writeFileSync(join(folder, 'nginx.conf'), nginxConf())
execFileSync('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', sirv], { stdio: 'ignore' })
console.log(`${folder} is ready: ${build.pages().length} pages`)

/** One worker, as enddel on one core; small files read and sent in one write, which is faster here than sendfile. */
function nginxConf(): string {
  return `worker_processes 1; daemon off; pid nginx.pid; error_log error.log;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 4096; multi_accept on; }
http {
  access_log off; sendfile off; tcp_nodelay on; keepalive_requests 100000000;
  open_file_cache max=10000 inactive=60s;
  map $http_accept_encoding $ending { default ""; "~*br" .br; "~*gzip" .gz; }
  map $http_accept_encoding $coding { default ""; "~*br" br; "~*gzip" gzip; }
  server {
    listen 127.0.0.1:3971 backlog=4096; root plain;
    location / {
      try_files $uri.html$ending \${uri}index.html$ending =404; types {} default_type "text/html; charset=utf-8"; etag on;
      add_header Content-Encoding $coding; add_header Vary Accept-Encoding; add_header Cache-Control "public, max-age=60";
    }
  }
}
`
}
