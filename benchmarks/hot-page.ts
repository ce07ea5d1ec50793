/**
 * One hot page: `enddel serve` against nginx with the same bytes, each pinned to core 0, wrk on core 1, alternating.
 * Run: npm run build && node --import tsx benchmarks/hot-page.ts [rounds] [seconds]. Needs nginx, wrk and taskset.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const rounds = Number(process.argv[2] ?? 5)
const seconds = Number(process.argv[3] ?? 5)
const address = '/en/crypto_report/12'
const ports = { enddel: 3961, nginx: 3962 }
const headers = [
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'Accept-Encoding: gzip, deflate, br, zstd',
  'Accept-Language: en-US,en;q=0.9,vi;q=0.8',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  'Sec-Fetch-Dest: document',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-Site: none',
  'Upgrade-Insecure-Requests: 1',
]

interface Sample {
  perSecond: number
  p99Ms: number
  cpuUs: number
}

const folder = mkdtempSync(join(tmpdir(), 'enddel-bench-'))
const out = join(folder, 'out')
execFileSync('node', ['bin/enddel.js', 'build', '--out', out, '--brotli', '11'], { stdio: 'ignore' })
const { build } = JSON.parse(readFileSync(join(out, 'current.json'), 'utf8')) as { build: string }
writeNginx(join(out, 'builds', build, 'pages'))

const enddel = spawn(
  'taskset',
  ['-c', '0', 'node', 'bin/enddel.js', 'serve', '--out', out, '--host', '127.0.0.1', '--port', String(ports.enddel)],
  {
    stdio: 'ignore',
  },
)
const nginx = spawn('taskset', ['-c', '0', 'nginx', '-c', join(folder, 'nginx.conf'), '-p', folder], {
  stdio: 'ignore',
})
await sleep(4_000)

try {
  const bytes = Object.entries(ports).map(([name, port]) => `${name} ${fetchLength(port)}`)
  console.log(`page ${address}, brotli bytes: ${bytes.join(', ')}`)
  for (const connections of [64, 1000]) compare(connections)
} finally {
  const stopped = [enddel, nginx].map((server) => once(server, 'exit'))
  enddel.kill('SIGTERM')
  nginx.kill('SIGTERM')
  await Promise.all(stopped)
  rmSync(folder, { recursive: true, force: true })
}

function compare(connections: number): void {
  const samples: Record<'enddel' | 'nginx', Sample[]> = { enddel: [], nginx: [] }
  for (let round = 0; round < rounds; round++) {
    samples.nginx.push(measure(ports.nginx, workerOf(nginx.pid!), connections))
    samples.enddel.push(measure(ports.enddel, enddel.pid!, connections))
  }
  const median = (name: 'enddel' | 'nginx', key: keyof Sample) =>
    samples[name].map((sample) => sample[key]).sort((a, b) => a - b)[rounds >> 1]!
  console.log(`c=${connections}`)
  for (const name of ['nginx', 'enddel'] as const) {
    const [rate, p99, cpu] = (['perSecond', 'p99Ms', 'cpuUs'] as const).map((key) => median(name, key))
    console.log(
      `  ${name.padEnd(7)} ${rate!.toFixed(0)} req/s, p99 ${p99!.toFixed(2)} ms, ${cpu!.toFixed(1)} us of CPU a request`,
    )
  }
  const ratio = (key: keyof Sample) => (median('enddel', key) / median('nginx', key)).toFixed(2)
  console.log(`  enddel/nginx: ${ratio('perSecond')} req/s, ${ratio('p99Ms')} p99, ${ratio('cpuUs')} CPU`)
}

function measure(port: number, pid: number, connections: number): Sample {
  const before = cpuUs(pid)
  const args = [
    '-c',
    '1',
    'wrk',
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    '--latency',
    ...headers.flatMap((header) => ['-H', header]),
  ]
  const text = execFileSync('taskset', [...args, `http://127.0.0.1:${port}${address}`]).toString()
  if (/Non-2xx/.test(text)) throw new Error(text)
  const errors = /Socket errors: .*/.exec(text)
  if (errors) console.log(`  port ${port}: ${errors[0]}`)
  const requests = Number(/(\d+) requests in/.exec(text)![1])
  const [, value, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(text)!
  const p99Ms = Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit as 'us' | 'ms' | 's']
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)![1]),
    p99Ms,
    cpuUs: (cpuUs(pid) - before) / requests,
  }
}

/** User and system time of a process in microseconds; a tick is 10 ms. */
function cpuUs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10_000
}

function workerOf(pid: number): number {
  return Number(
    execFileSync('pgrep', ['-P', String(pid)])
      .toString()
      .trim()
      .split('\n')[0],
  )
}

function fetchLength(port: number): number {
  const args = [
    '-s',
    '-o',
    '/dev/null',
    '-w',
    '%{size_download} %{http_code}',
    ...headers.flatMap((header) => ['-H', header]),
  ]
  const [size, code] = execFileSync('curl', [...args, `http://127.0.0.1:${port}${address}`])
    .toString()
    .split(' ')
  if (code !== '200') throw new Error(`port ${port} answers ${code}`)
  return Number(size)
}

function writeNginx(pages: string): void {
  mkdirSync(join(folder, 'logs'))
  cpSync(pages, join(folder, 'pages'), { recursive: true })
  writeFileSync(
    join(folder, 'nginx.conf'),
    `worker_processes 1; daemon off; user root; pid ${folder}/nginx.pid; error_log ${folder}/logs/error.log;
    events { worker_connections 4096; multi_accept on; }
    http {
      access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 100000000;
      open_file_cache max=1000 inactive=60s; default_type "text/html; charset=utf-8";
      server {
        listen 127.0.0.1:${ports.nginx} backlog=4096; root ${folder}/pages;
        location / { try_files $uri.html.br =404; types {} add_header Content-Encoding br; add_header Vary Accept-Encoding;
          add_header Cache-Control "public, max-age=60"; etag on; }
      }
    }`,
  )
}
