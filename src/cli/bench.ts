import { Argument, type Command } from 'commander'
import type { BenchOptions } from '../bench/bench-options.ts'
import { scenarios } from '../bench/scenarios.ts'
import { type Config, findSetting } from '../core/config.ts'
import { type BenchFlags, readBenchFlags, readTolerance, scenarioNames } from './bench-flags.ts'
import { exitCodes } from './exit.ts'
import { untilStopped } from './stop-signal.ts'

export interface BenchParts {
  readConfig(): Promise<Config>
  env: Readonly<Record<string, string | undefined>>
  setCode(code: number): void
}

export function addBench(program: Command, parts: BenchParts): void {
  const many = (text: string, before: string[]) => [...before, text]
  const scenario = new Argument('[scenario...]', 'what is measured (default: hot mix cold)')
  // For help and completion: what is not among them is refused with a suggestion.
  scenario.argChoices = [...scenarioNames, 'all']
  program
    .command('bench')
    .description(
      'Measure what this build, on this machine, can serve; and whether that is better than before, or than others.',
    )
    .addArgument(scenario)
    .option('--list', 'say what each scenario tells, and end', false)
    .option('--out <folder>', 'the folder that `enddel build` wrote, which is served unless --url is given', 'out')
    .option('--url <url>', 'measure the server that runs there, such as http://127.0.0.1:3000')
    .option('--path <path>', 'ask for this path, not for the pages of the build; may be repeated', many, [])
    .option('--vs <[name=]url>', 'measure this server in turn with the first; may be repeated', many, [])
    .option('--vs-cmd <[name=]command>', 'start this server, measure it in turn with the first, stop it', many, [])
    .option('--connections <n>', 'open connections, or clients of the feed, up to 50000 (default: the scenario’s)')
    .option('--seconds <n>', 'of each round, up to 3600 (default: the scenario’s)')
    .option('--rounds <n>', 'up to 100 (default: the scenario’s)')
    .option('--rate <n>', 'requests a second of steps at a fixed rate, up to 1000000 (default: the scenario’s)')
    .option('--threads <n>', 'threads of the client', '1')
    .option('--workers <n>', 'processes of the server that is started (default: one for each of its cores)')
    .option('--engine <enddel|wrk>', 'what makes the load at full speed; wrk checks no bytes', 'enddel')
    .option('--save <file>', 'keep the figures, beside those of a yardstick, for --compare')
    .option('--compare <file>', 'exit with 1 when worse than these figures, beyond noise and tolerance')
    .option('--tolerance <percent>', 'how much worse is not worse, for --compare', '5%')
    .option('--json', 'print all figures as JSON alone', false)
    .option('--markdown', 'print a page of Markdown alone', false)
    .option('--html <file>', 'write a page with latency curves and throughput over time')
    .option('--allow-remote <host>', 'let load go to this host, not to this machine alone; may be repeated', many, [])
    .action(async (names: string[], flags: BenchFlags) => parts.setCode(await runCommand(names, flags, parts)))
}

async function runCommand(
  names: readonly string[],
  flags: BenchFlags,
  { readConfig, env }: BenchParts,
): Promise<number> {
  if (flags.list) {
    console.log(listed())
    return exitCodes.ok
  }
  const { value: secret } = findSetting('adminSecret', await readConfig())
  const options: BenchOptions = {
    ...readBenchFlags(names, flags),
    enddel: [process.execPath, ...process.execArgv, process.argv[1]!],
    secret: secret || undefined,
    env,
    command: ['enddel', ...process.argv.slice(2)].map(quoted).join(' '),
  }
  const tolerance = readTolerance(flags.tolerance)
  // Not before it is needed: other commands should not wait for it to be loaded.
  const { runAndReport } = await import('./report-bench.ts')
  return untilStopped((stop) => runAndReport(options, { ...flags, tolerance }, stop))
}

function listed(): string {
  const width = Math.max(...scenarioNames.map((name) => name.length))
  return scenarioNames.map((name) => `${name.padEnd(width)}  ${scenarios[name].about}`).join('\n')
}

/** As a shell would take it. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
