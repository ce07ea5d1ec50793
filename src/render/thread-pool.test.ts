import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { messageOf } from '../core/errors.ts'
import { within } from '../core/lifecycle.ts'
import { codeOf, failureOf, refusalOfAsync } from '../testing/refusal.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { createThreadPool, type ThreadPool, type ThreadPoolOptions } from './thread-pool.ts'

const pool = suite('render/thread-pool')

type Task =
  | { kind: 'say'; text: string }
  | { kind: 'loop' | 'throw' | 'refuse' | 'where' | 'fill' | 'hold' | 'mark' }
  | { kind: 'exit'; code: number }

/** Places of what a task that is held, one that marks, and their test tell each other. */
const [begun, released, done, marked] = [0, 1, 2, 3]
const newSigns = () => new Int32Array(new SharedArrayBuffer(16))

/** What the threads do. Without imports: they start at once. */
const module = `
const [begun, released, done, marked] = [0, 1, 2, 3]
import { threadId, workerData } from 'node:worker_threads'

const work = ({ kind, text, code }, together) => {
  if (kind === 'loop') for (;;);
  if (kind === 'fill') for (const all = []; ;) all.push({ text: String(Math.random()) })
  if (kind === 'exit') process.exit(code)
  if (kind === 'throw') throw new TypeError('boom')
  if (kind === 'hold') {
    const { signs } = workerData
    Atomics.store(signs, begun, 1)
    Atomics.wait(signs, released, 0)
    Atomics.store(signs, done, 1)
    return 'held'
  }
  if (kind === 'mark') {
    Atomics.store(workerData.signs, marked, 1)
    Atomics.notify(workerData.signs, marked)
  }
  if (kind === 'where') return threadId + ' with ' + together
  return workerData.greeting + ' ' + text
}

const outcome = (work, kind) => {
  if (kind === 'refuse') return { refusal: ['E_OUT', 'no room', { hint: 'make room' }] }
  try {
    return { result: work() }
  } catch (error) {
    return { error }
  }
}

const { places } = workerData

export default async ({ tasks, list }) =>
  tasks.map((task, index) => {
    places.threads[list] = threadId
    places.tasks[list] = index + 1
    return outcome(() => work(task, tasks.length), task.kind)
  })`

pool('runs tasks with what its threads were given', () =>
  withPool({}, async ({ run }) => {
    assert.is(await run(say('a')), 'hello a')
  }),
)

pool('runs more tasks than it has threads, each its own', () =>
  withPool({ threads: 2, maxQueue: 100 }, async ({ run }) => {
    const texts = Array.from({ length: 50 }, (_, index) => `${index}`)

    const results = await Promise.all(texts.map((text) => run(say(text))))

    assert.equal(
      results,
      texts.map((text) => `hello ${text}`),
    )
  }),
)

pool('hands over together what comes together, as many as may, shared among its threads', () =>
  withPool({ threads: 2, batchSize: () => 4, maxQueue: 100 }, async ({ run }) => {
    const few = await Promise.all(Array.from({ length: 6 }, () => run({ kind: 'where' })))
    const many = await Promise.all(Array.from({ length: 16 }, () => run({ kind: 'where' })))

    const together = (places: string[]) => places.map((place) => place.split(' with ')[1]).join('')
    assert.is(together(few), '333221')
    assert.is(together(many), '4'.repeat(12) + '2211')
  }),
)

pool('has the next tasks wait at the thread, if that is wanted, which goes on with them at once', () => {
  const signs = newSigns()
  return withPool({ setup: { signs }, batchSize: () => 1, isAhead: true }, async ({ run }) => {
    const held = run({ kind: 'hold' })
    const next = run({ kind: 'mark' })
    while (Atomics.load(signs, begun) === 0) await new Promise(setImmediate)

    Atomics.store(signs, released, 1)
    Atomics.notify(signs, released)
    // Meanwhile this thread hands over nothing.
    const seen = Atomics.wait(signs, marked, 0, 10_000)

    assert.is.not(seen, 'timed-out')
    assert.is(await held, 'held')
    await next
  })
})

pool('tells of a task that throws, and does those that were handed over with it', () =>
  withPool({}, async ({ run }) => {
    const [before, failed, after] = await Promise.all([
      run(say('before')),
      failureOf(run({ kind: 'throw' })),
      run(say('after')),
    ])

    assert.equal([before, after], ['hello before', 'hello after'])
    assert.instance(failed, TypeError)
    assert.is(messageOf(failed), 'boom')
  }),
)

pool('tells of a refusal as it was told in the thread', () =>
  withPool({}, async ({ run }) => {
    const { code, message, hint } = await refusalOfAsync(run({ kind: 'refuse' }))

    assert.equal([code, message, hint], ['E_OUT', 'no room', 'make room'])
  }),
)

pool('ends a task that never ends, and does those handed over with it and those that wait', () =>
  withPool({ taskMs: 400, batchSize: () => 4, maxQueue: 100 }, async ({ run }) => {
    const others = (text: string) => Array.from({ length: 10 }, (_, index) => run(say(`${text} ${index}`)))
    const before = others('before')
    const endless = [0, 1].map(() => failureOf(run({ kind: 'loop' })))
    const after = others('after')

    for (const failure of await Promise.all(endless)) {
      assert.is(codeOf(failure), 'E_RENDER_TIMEOUT')
      assert.match(messageOf(failure), '400 ms')
    }
    assert.is((await Promise.all(before)).at(-1), 'hello before 9')
    assert.is((await Promise.all(after)).at(-1), 'hello after 9')
  }),
)

pool('tells a task that it has waited too long, and leaves the thread to what it is at', () => {
  const signs = newSigns()
  return withPool({ setup: { signs, greeting: 'hello' }, timeoutMs: 500 }, async ({ run }) => {
    const held = failureOf(run({ kind: 'hold' }))
    const behind = failureOf(run(say('behind')))

    for (const failure of await Promise.all([held, behind])) {
      assert.is(codeOf(failure), 'E_RENDER_TIMEOUT')
      assert.match(messageOf(failure), '500 ms')
    }
    Atomics.store(signs, released, 1)
    Atomics.notify(signs, released)
    assert.is(await run(say('next')), 'hello next')
    assert.is(Atomics.load(signs, done), 1)
  })
})

pool('refuses a task when as many wait as may, and does those that waited', () =>
  withPool({ maxQueue: 1 }, async ({ run }) => {
    const running = run(say('running'))
    const waiting = run(say('waiting'))
    const refused = await failureOf(run(say('refused')))

    assert.is(codeOf(refused), 'E_QUEUE_FULL')
    assert.equal([await running, await waiting], ['hello running', 'hello waiting'])
  }),
)

pool('has room again after a full queue', () =>
  withPool({ maxQueue: 1 }, async ({ run }) => {
    await Promise.allSettled([run(say('a')), run(say('b')), run(say('c'))])

    assert.is(await run(say('next')), 'hello next')
  }),
)

pool('loses only the task that ends its thread, those handed over with it and those that wait are done', () =>
  withPool({ maxQueue: 100 }, async ({ run }) => {
    const others = Array.from({ length: 20 }, (_, index) => run(say(`${index}`)))
    const ended = failureOf(run({ kind: 'exit', code: 1 }))
    const later = Array.from({ length: 20 }, (_, index) => run(say(`later ${index}`)))

    assert.instance(await ended, Error)
    assert.is((await Promise.all(others)).at(-1), 'hello 19')
    assert.is((await Promise.all(later)).at(-1), 'hello later 19')
  }),
)

pool('loses each of several that end their threads, and no other', () =>
  withPool({ threads: 2, maxQueue: 100 }, async ({ run }) => {
    const tasks = Array.from({ length: 12 }, (_, index): Task =>
      index % 4 === 1 ? { kind: 'exit', code: 1 } : say(`${index}`),
    )

    const settled = await Promise.allSettled(tasks.map(run))

    assert.equal(
      settled.map(({ status }) => status === 'fulfilled'),
      tasks.map(({ kind }) => kind === 'say'),
    )
  }),
)

pool('takes a thread that ends itself with code 0 for a failure all the same', () =>
  withPool({}, async ({ run }) => {
    const ended = await failureOf(run({ kind: 'exit', code: 0 }))

    assert.instance(ended, Error)
    assert.is(await run(say('next')), 'hello next')
  }),
)

pool('loses only the task that takes more memory than a thread may have, and says so', () =>
  withPool({ maxQueue: 100 }, async ({ run }) => {
    const [before, large, after] = await Promise.all([
      run(say('before')),
      failureOf(run({ kind: 'fill' })),
      run(say('after')),
    ])

    assert.equal([before, after], ['hello before', 'hello after'])
    assert.is(codeOf(large), 'E_RENDER_MEMORY')
    assert.match(messageOf(large), '32 MB')
    assert.is(await run(say('next')), 'hello next')
  }),
)

pool('loses each of several that take too much memory, and no other', () =>
  withPool({ threads: 2, maxQueue: 100 }, async ({ run }) => {
    const tasks = Array.from({ length: 8 }, (_, index): Task => (index % 4 === 1 ? { kind: 'fill' } : say(`${index}`)))

    const settled = await Promise.allSettled(tasks.map(run))

    assert.equal(
      settled.map(({ status }) => status === 'fulfilled'),
      tasks.map(({ kind }) => kind === 'say'),
    )
  }),
)

pool('ends its threads at once when it is told to, with what they are at and what waits', () =>
  withPool({ threads: 2, maxQueue: 100 }, async ({ run, end, close }) => {
    const reason = new Error('no more')
    const tasks = [run({ kind: 'loop' }), run({ kind: 'loop' }), run(say('a')), run(say('b'))].map(failureOf)
    await new Promise(setImmediate)

    end(reason)

    assert.equal(await Promise.all(tasks), [reason, reason, reason, reason])
    await close()
    assert.instance(await failureOf(run(say('c'))), Error)
  }),
)

pool('tells of no task that it is ended while its thread is still at it', () => {
  const signs = newSigns()
  return withPool({ setup: { signs } }, async ({ run, end }) => {
    const stopped = new Error('stopped')
    const held = run({ kind: 'hold' })
    while (Atomics.load(signs, begun) === 0) await new Promise(setImmediate)
    const wasDone = failureOf(held).then((error) => [error, Atomics.load(signs, done)])
    const behind = failureOf(run(say('behind')))

    end(stopped)
    assert.is(await behind, stopped)
    Atomics.store(signs, released, 1)
    Atomics.notify(signs, released)

    assert.equal(await wasDone, [stopped, 1])
  })
})

pool('tells every task of a module that cannot be loaded', () =>
  withPool({ module: 'file:///nowhere/module.mjs' }, async ({ run }) => {
    const together = await Promise.all([failureOf(run(say('a'))), failureOf(run(say('b')))])
    const later = await failureOf(run(say('c')))

    for (const failure of [...together, later]) assert.match(messageOf(failure), 'nowhere')
  }),
)

pool('lets running and waiting tasks end when it is closed, and takes no more', () =>
  withPool({}, async ({ run, close }) => {
    const running = run(say('running'))
    const waiting = run(say('waiting'))

    const closing = close()
    const refused = await failureOf(run(say('late')))
    await closing

    assert.equal([await running, await waiting], ['hello running', 'hello waiting'])
    assert.match(messageOf(refused), 'closed')
  }),
)

pool('is closed soon when a task that was given up is still at it, and is ended meanwhile', () =>
  withPool({ taskMs: 500, timeoutMs: 200 }, async ({ run, close }) => {
    const failure = await failureOf(run({ kind: 'loop' }))

    const isClosed = await within(10_000, close())

    assert.is(codeOf(failure), 'E_RENDER_TIMEOUT')
    assert.ok(isClosed)
  }),
)

pool('may be closed again, also while tasks run', () =>
  withPool({}, async ({ run, close }) => {
    const running = run(say('running'))
    const closed = await within(10_000, Promise.all([close(), close()]))

    assert.ok(closed, 'both are told')
    assert.is(await running, 'hello running')
    assert.is(await close(), undefined)
  }),
)

pool.run()

async function withPool(
  options: Partial<ThreadPoolOptions>,
  work: (pool: ThreadPool<Task, string>) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'module.mjs')
    await writeFile(file, module)
    const made = createThreadPool<Task, string>({
      module: pathToFileURL(file).href,
      setup: { greeting: 'hello' },
      threads: 1,
      batchSize: () => 8,
      isAhead: false,
      youngMb: 16,
      oldMb: 32,
      maxQueue: 10,
      taskMs: 30_000,
      timeoutMs: 30_000,
      ...options,
    })
    try {
      await work(made)
    } finally {
      await made.close()
    }
  })
}

function say(text: string): Task {
  return { kind: 'say', text }
}
