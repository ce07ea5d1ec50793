import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

export interface Finished {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

const hooks = pathToFileURL(resolve('src/testing/typescript.mjs')).href

/** Starts the command line from source in a process of its own. */
export function startCli(
  args: readonly string[],
  env: Record<string, string> = {},
  cwd = process.cwd(),
): { child: ChildProcess; finished: Promise<Finished> } {
  const nodeArgs = ['--import', hooks, resolve('src/testing/cli-entry.ts'), ...args]
  const child = spawn(process.execPath, nodeArgs, {
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

export function runCli(args: readonly string[], env?: Record<string, string>, cwd?: string): Promise<Finished> {
  return startCli(args, env, cwd).finished
}

/** Resolves with the first line of standard output that matches. */
export function untilPrinted(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  let text = ''
  return new Promise((resolve, reject) => {
    child.stdout!.on('data', (chunk: string) => {
      text += chunk
      const match = pattern.exec(text)
      if (match) resolve(match)
    })
    child.once('close', () => reject(new Error(`ended without printing ${pattern}: ${text}`)))
  })
}
