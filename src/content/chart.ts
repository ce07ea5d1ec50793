import { z } from 'zod'

const label = z.string().min(1).max(200)
const number = z.number().finite()
/** Text before and after each number, such as `$` or ` %`. */
const affixes = { prefix: z.string().max(8).optional(), suffix: z.string().max(8).optional() }
const title = { title: z.string().min(1).max(200) }

/** The four chart kinds a report may hold; a fenced `chart` block is one of these as JSON. */
export const chartSchema = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('line'),
      ...title,
      ...affixes,
      labels: z.array(label).min(2).max(500),
      series: z
        .array(z.strictObject({ name: label, values: z.array(number) }))
        .min(1)
        .max(8),
    })
    .refine((chart) => chart.series.every((series) => series.values.length === chart.labels.length), {
      message: 'every series needs as many values as there are labels',
      path: ['series'],
    }),
  z.strictObject({
    type: z.literal('bar'),
    ...title,
    ...affixes,
    bars: z
      .array(z.strictObject({ label, value: number }))
      .min(1)
      .max(60),
  }),
  z.strictObject({
    type: z.literal('doughnut'),
    ...title,
    ...affixes,
    slices: z
      .array(z.strictObject({ label, value: number.nonnegative() }))
      .min(1)
      .max(16),
  }),
  z
    .strictObject({
      type: z.literal('gauge'),
      ...title,
      ...affixes,
      value: number,
      min: number,
      max: number,
      segments: z
        .array(z.strictObject({ limit: number, label }))
        .max(10)
        .default([]),
    })
    .refine((chart) => chart.min < chart.max, { message: 'min must be below max', path: ['min'] }),
])

export type Chart = z.infer<typeof chartSchema>
export type LineChart = Extract<Chart, { type: 'line' }>
export type BarChart = Extract<Chart, { type: 'bar' }>
export type DoughnutChart = Extract<Chart, { type: 'doughnut' }>
export type GaugeChart = Extract<Chart, { type: 'gauge' }>
