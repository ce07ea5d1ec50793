import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

export interface MeasuredRun {
  seconds: number
  /** Of the process with all its threads. */
  cpuSeconds: number
  /** Resident memory at its highest. */
  peakMb: number
  output: string
}

const lookMs = 20

/** Runs a program to its end. A code other than 0 is an error. */
export async function measuredRun(command: string, args: readonly string[], cwd = '.'): Promise<MeasuredRun> {
  const since = performance.now()
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  let [cpuSeconds, peakMb] = [0, 0]
  const look = () => {
    cpuSeconds = Math.max(cpuSeconds, cpuOf(child.pid!))
    peakMb = Math.max(peakMb, peakOf(child.pid!))
  }
  const timer = setInterval(look, lookMs)
  const [code] = (await once(child, 'close')) as [number]
  clearInterval(timer)
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${output}`)
  return { seconds: (performance.now() - since) / 1000, cpuSeconds, peakMb, output }
}

function cpuOf(pid: number): number {
  const fields = textOf(`/proc/${pid}/stat`).split(') ').at(-1)!.split(' ')
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100 // ticks of 10 ms
}

function peakOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0) / 1024
}

/** Empty when the process is gone. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
