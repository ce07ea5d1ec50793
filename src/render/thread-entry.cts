/**
 * What a thread loads first. It is CommonJS because Piscina `require`s it: with an ES module Node 20 aborts the whole process
 * when the thread is ended meanwhile. It gives a promise, for which Piscina waits before the thread takes tasks: what it needs is
 * loaded while the thread has nothing to do. That this fails is told with each task.
 */
const { workerData } = require('node:worker_threads') as typeof import('node:worker_threads')
const { module: url } = workerData as { module: string }

type Work = (batch: unknown) => Promise<unknown[]>

module.exports = import(url).then(
  (loaded: { default: Work }): Work => loaded.default,
  (error: unknown): Work =>
    () =>
      Promise.reject(error),
)
