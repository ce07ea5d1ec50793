import { Counter, Gauge, type Registry } from 'prom-client'

/** Makes metrics of one registry; values of several processes are added up unless a gauge says `max`. */
export type MetricMakers = ReturnType<typeof createMakers>

export function createMakers(registry: Registry) {
  const registers = [registry]

  function counter<Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) {
    return new Counter({ name, help, labelNames: [...labelNames], registers })
  }

  function gauge<Label extends string = never>(
    name: string,
    help: string,
    aggregator: 'sum' | 'max',
    labelNames: readonly Label[] = [],
  ) {
    return new Gauge({ name, help, aggregator, labelNames: [...labelNames], registers })
  }

  function asked(name: string, help: string, read: () => number | undefined, aggregator: 'sum' | 'max' = 'sum') {
    const collect = function (this: Gauge) {
      const value = read()
      if (value === undefined) this.remove()
      else this.set(value)
    }
    return new Gauge({ name, help, aggregator, registers, collect })
  }

  function askedCounter(name: string, help: string, read: () => number | undefined) {
    const collect = function (this: Counter) {
      this.reset()
      this.inc(read() ?? 0)
    }
    return new Counter({ name, help, registers, collect })
  }

  return { counter, gauge, asked, askedCounter }
}
