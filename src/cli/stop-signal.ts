import { isatty } from 'node:tty'

/**
 * Runs `work`, which SIGTERM and SIGINT end early through its `stop`; when it has put everything away the process ends as by
 * that signal. The second of them ends it at once.
 */
export async function untilStopped<Result>(work: (stop: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController()
  let received: NodeJS.Signals | undefined
  const onSignal = (signal: NodeJS.Signals) => {
    received = signal
    forget()
    controller.abort()
  }
  const forget = () => void process.off('SIGTERM', onSignal).off('SIGINT', onSignal)
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal)
  try {
    return await work(controller.signal)
  } finally {
    forget()
    if (received) process.kill(process.pid, received)
  }
}

/** Resolves when the process is told to stop by SIGTERM or SIGINT; the second of them ends it at once. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve())
    process.once('SIGINT', () => resolve())
  })
}

/** Resolves when the terminal that the process was started in is closed; any other SIGHUP is none of its business. */
export function terminalClosed(): Promise<void> {
  const hasTerminal = isatty(0)
  return new Promise((resolve) => {
    process.on('SIGHUP', () => {
      if (hasTerminal && !isatty(0)) resolve()
    })
  })
}
