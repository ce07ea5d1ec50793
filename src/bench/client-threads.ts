import { extname } from 'node:path'
import { parentPort, Worker, workerData } from 'node:worker_threads'

/** Threads that make load, all of one file. */
export interface ClientThreads<Command, Answer> {
  /** Sends a command to all threads at once; resolves with the answer of each, in order. */
  ask(command: Command): Promise<Answer[]>
  /** Ends them, whatever they are at. */
  close(): Promise<void>
}

/**
 * Starts a thread for each of `setups`. `entry` is the thread's file without its extension, as a file URL; the file calls
 * `answerCommands`. What threads tell meanwhile goes to `onTell`. A thread that fails rejects what is asked of any.
 */
export function startClientThreads<Command, Answer, Tell>(
  entry: URL,
  setups: readonly unknown[],
  onTell: (tell: Tell) => void,
): ClientThreads<Command, Answer> {
  // Compiled or not, as this file is.
  const file = new URL(`${entry.href}${extname(import.meta.url)}`)
  const workers = setups.map((setup) => new Worker(file, { workerData: setup }))
  /** Of each thread, who waits for the answers that come next. */
  const waiting = workers.map((): ((answer: Answer) => void)[] => [])
  let fail!: (reason: unknown) => void
  const failed = new Promise<never>((_, reject) => (fail = reject))
  failed.catch(() => {})
  for (const [at, worker] of workers.entries()) {
    worker.on('error', fail).on('exit', () => fail(new Error('a client thread ended too soon')))
    worker.on('message', (message: Message<Answer, Tell>) => {
      if ('tell' in message) onTell(message.tell)
      else waiting[at]!.shift()!(message.answer)
    })
  }

  return {
    ask(command) {
      const answers = workers.map((worker, at) => {
        worker.postMessage(command)
        return new Promise<Answer>((resolve) => waiting[at]!.push(resolve))
      })
      return Promise.race([Promise.all(answers), failed])
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

type Message<Answer, Tell> = { answer: Answer } | { tell: Tell }

/** In a thread: answers each command that comes, one after the other; `tell` sends something meanwhile. */
export function answerCommands<Setup, Command, Answer, Tell>(
  open: (setup: Setup, tell: (tell: Tell) => void) => (command: Command) => Promise<Answer>,
): void {
  const port = parentPort!
  const answer = open(workerData as Setup, (tell) => port.postMessage({ tell }))
  let before: Promise<unknown> = Promise.resolve()
  port.on('message', (command: Command) => {
    before = before.then(async () => port.postMessage({ answer: await answer(command) }))
  })
}
