/** Preloaded into a server (with --expose-gc), so that a benchmark can ask for a full collection before it reads the memory. */
import process from 'node:process'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) process.on('SIGUSR2', () => globalThis.gc())
