import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { extname } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { main } from '../cli/main.ts'

export interface Finished {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

const entry = fileURLToPath(new URL(`./cli-entry${extname(import.meta.url)}`, import.meta.url))

/** Starts the command line in a process of its own, after a line of the shell, such as one that sets a limit. */
export function startCli(
  args: readonly string[],
  env: Record<string, string> = {},
  cwd = process.cwd(),
  before = ':',
): { child: ChildProcess; finished: Promise<Finished> } {
  const child = spawn('/bin/sh', ['-c', `${before} && exec "$0" "$@"`, process.execPath, entry, ...args], {
    env: { ...process.env, ...env },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const finished = new Promise<Finished>((done) =>
    child.on('close', (code, signal) => done({ code, signal, stdout, stderr })),
  )
  return { child, finished }
}

/** The same in a terminal, which closes when it is killed; `ended` waits for the command itself, which first prints its pid. */
export function startInTerminal(args: readonly string[]): { terminal: ChildProcess; ended: Promise<unknown> } {
  const command = [process.execPath, entry, ...args].map((word) => JSON.stringify(word)).join(' ')
  const terminal = spawn('script', ['--quiet', '--flush', '--command', `echo pid $$ && exec ${command}`, '/dev/null'], {
    env: { ...process.env, SHELL: '/bin/sh' },
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'], // the last is open for as long as the command is there
  })
  terminal.stdout!.setEncoding('utf8')
  const open = terminal.stdio[3] as Readable // a pipe, as was asked for
  return { terminal, ended: once(open.resume(), 'close') }
}

export function runCli(args: readonly string[], env?: Record<string, string>, cwd?: string): Promise<Finished> {
  return startCli(args, env, cwd).finished
}

/** The same in this process, which need not start first: for commands that end by themselves and wait for no signal. */
export async function callCli(
  args: readonly string[],
  env: Record<string, string> = {},
  cwd = process.cwd(),
): Promise<Pick<Finished, 'code' | 'stdout' | 'stderr'>> {
  const here = process.cwd()
  const [out, err] = [capture(process.stdout), capture(process.stderr)]
  process.chdir(cwd)
  try {
    const code = await main(args, { ...process.env, ...env })
    return { code, stdout: out.text(), stderr: err.text() }
  } finally {
    process.chdir(here)
    err.end()
    out.end()
  }
}

/** What is written to a stream goes to the caller alone; and it is no terminal. */
function capture(stream: NodeJS.WriteStream): { text(): string; end(): void } {
  const { write, isTTY } = stream
  let text = ''
  stream.isTTY = false
  stream.write = (chunk: string | Uint8Array) => {
    text += String(chunk)
    return true
  }
  return { text: () => text, end: () => void Object.assign(stream, { write, isTTY }) }
}

/** Resolves with the first text on standard output, or the other one, that matches. */
export function untilPrinted(
  child: ChildProcess,
  pattern: RegExp,
  where: 'stdout' | 'stderr' = 'stdout',
): Promise<RegExpExecArray> {
  let text = ''
  return new Promise((resolve, reject) => {
    child[where]!.on('data', (chunk: string) => {
      text += chunk
      const match = pattern.exec(text)
      if (match) resolve(match)
    })
    child.once('close', () => reject(new Error(`ended without printing ${pattern}: ${text}`)))
  })
}
