// Lets Node run TypeScript in every thread: `--import` is handed on to worker threads, but tsx alone skips them on Node 20.
import { register } from 'tsx/esm/api'

register()
