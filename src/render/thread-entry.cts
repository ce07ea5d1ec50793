/**
 * What a thread loads first. It is CommonJS because Piscina `require`s it: with an ES module Node 20 aborts the whole process
 * when the thread is ended meanwhile.
 */
module.exports = async (tasks: readonly unknown[]): Promise<unknown[]> => {
  const { workerData } = require('node:worker_threads') as typeof import('node:worker_threads')
  const { module: url } = workerData as { module: string }
  const loaded = (await import(url)) as { default(tasks: readonly unknown[]): Promise<unknown[]> }
  return loaded.default(tasks)
}
