/** What a saved run has to be like: bench-result.ts once more, for data from outside. */
import { z } from 'zod'
import type { BenchResult, Machine, MeasuredServer, Sample, ScenarioResult, StepResult } from '../bench-result.ts'
import { readHistogram } from './histogram.ts'

/** All fields of `T`, also those that may be missing: one that is added there is a type error here until it is added, too. */
type ShapeOf<T> = { [Field in keyof T]-?: z.ZodType }

const text = z.string()
const number = z.number()
const count = number.nonnegative()
const texts = z.array(text)

const sampleSchema = z.object({
  seconds: count,
  asked: count,
  answers: count,
  perSecond: count,
  duePerSecond: count.exactOptional(),
  lost: count,
  retried: count,
  wrong: count,
  checked: count,
  bytes: count,
  latency: text.refine(isHistogram, 'not a histogram'),
  series: z.array(count),
  cpuUsPerAnswer: count.exactOptional(),
  serverCores: count.exactOptional(),
  serverRssBytes: count.exactOptional(),
  eventLoopDelayMs: count.exactOptional(),
  renders: count.exactOptional(),
  bytesPerClient: number.exactOptional(),
  clientBusy: count,
  clientLateMs: count.exactOptional(),
} satisfies ShapeOf<Sample>)

const stepSchema = z.object({
  name: text,
  kind: z.enum(['pages', 'feed']),
  connections: count,
  pace: z.object({ kind: z.enum(['max', 'rate', 'once', 'feed']) }),
  seconds: count.exactOptional(),
  samples: z.record(text, z.array(sampleSchema)),
} satisfies ShapeOf<StepResult>)

const scenarioSchema = z.object({
  name: text,
  about: text,
  notRun: text.exactOptional(),
  steps: z.array(stepSchema),
  problems: texts,
  warnings: texts,
} satisfies ShapeOf<ScenarioResult>)

const machineSchema = z.object({
  cpu: text,
  cores: z.int().positive(),
  memoryBytes: count,
  os: text,
  node: text,
} satisfies ShapeOf<Machine>)

const serverSchema = z.object({
  name: text,
  url: text,
  cores: text.exactOptional(),
  role: z.enum(['subject', 'peer', 'yardstick']),
} satisfies ShapeOf<MeasuredServer>)

/** Fields nobody knows are left out: a later version may write more of them in the same format. */
export const benchResultSchema: z.ZodType<BenchResult> = z.object({
  format: z.literal(1),
  version: text,
  at: z.iso.datetime(),
  command: text,
  machine: machineSchema,
  build: z.object({ id: text, pages: count }).exactOptional(),
  engine: z.enum(['enddel', 'wrk']),
  servers: z.array(serverSchema),
  scenarios: z.array(scenarioSchema),
  warnings: texts,
  isInterrupted: z.boolean(),
} satisfies ShapeOf<BenchResult>)

function isHistogram(value: string): boolean {
  try {
    readHistogram(value)
    return true
  } catch {
    return false
  }
}
