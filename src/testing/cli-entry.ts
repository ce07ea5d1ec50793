/** bin/enddel.js for tests: the same from source. */
import { main } from '../cli/main.ts'

process.exitCode = await main(process.argv.slice(2), process.env)
