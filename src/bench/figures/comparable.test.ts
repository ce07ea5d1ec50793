import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runOf, simulatedRun } from '../../testing/simulated-run.ts'
import type { BenchResult, StepResult } from '../bench-result.ts'
import { compareRuns } from './compare-runs.ts'

const comparable = suite('bench/figures/comparable')
const then = simulatedRun({ seed: 1 })
const now = simulatedRun({ seed: 2 })

comparable('refuses a run of another machine, engine or number of cores, and says which', () => {
  assert.equal(refusalsTo({ ...now, machine: { ...now.machine, cores: 8 } }), [
    'the saved run is of another machine: A processor, 4 cores; this one is A processor, 8 cores',
  ])
  assert.equal(refusalsTo({ ...now, engine: 'wrk' }), ['the saved run was made with enddel, this one with wrk'])
  assert.equal(refusalsTo({ ...now, servers: [{ ...now.servers[0]!, cores: '3' }, now.servers[1]!] }), [
    'the server had 2 cores then, and has 1 core now',
  ])
})

comparable('takes other cores of the same number for the same', () => {
  assert.equal(refusalsTo({ ...now, servers: [{ ...now.servers[0]!, cores: '2,3' }, now.servers[1]!] }), [])
})

comparable('refuses runs without a yardstick or a subject', () => {
  const without = (role: string) => (run: BenchResult) => ({
    ...run,
    servers: run.servers.filter((server) => server.role !== role),
  })
  const [bare, empty] = [without('yardstick'), without('subject')]

  assert.equal(compareRuns(bare(then), now, 0.05).refusals, [
    'the saved run has no yardstick: save it anew with --save',
  ])
  assert.equal(refusalsTo(bare(now)), ['this run has no yardstick, which --save and --compare add'])
  assert.match(refusalsTo(empty(now))[0]!, 'this run has measured no server')
  assert.is(compareRuns(then, bare(now), 0.05).verdict, 'refused')
  assert.is(compareRuns(then, bare(now), 0.05).figures.length, 0)
})

comparable('refuses runs that have nothing in common', () => {
  assert.equal(refusalsTo(runOf(now.scenarios[0]!.steps, 'cold')), ['the two runs have no figure in common'])
})

comparable('leaves out a step that is no longer the same load, with a sentence', () => {
  const [max, rate] = now.scenarios[0]!.steps as [StepResult, StepResult]

  const found = compareRuns(then, runOf([{ ...max, connections: 128 }, rate]), 0.05)

  assert.equal(found.warnings, ['hot, max: not compared: 64 connections then, 128 now'])
  assert.equal(new Set(found.figures.map(({ step }) => step)), new Set(['60 % of max']))
})

comparable('warns of what makes runs less alike', () => {
  const machine = { ...now.machine, node: 'v24.1.0', os: 'Linux 6.8' }

  const { warnings } = compareRuns(then, { ...now, machine, isInterrupted: true }, 0.05)

  assert.equal(warnings, [
    'then with Node v20.20.2, now with v24.1.0',
    'then on Linux 6.1, now on Linux 6.8',
    'this run was ended before its end',
  ])
})

comparable('warns of a scenario that is no longer run, and why', () => {
  const notRun = { ...now.scenarios[0]!, steps: [], notRun: 'there is no page with prices' }

  const { warnings } = compareRuns(then, { ...now, scenarios: [notRun] }, 0.05)

  assert.equal(warnings, ['hot was measured then, and was not run now: there is no page with prices'])
})

comparable('warns of larger answers and of other rounds', () => {
  const steps = now.scenarios[0]!.steps.map((step) => ({
    ...step,
    samples: {
      ...step.samples,
      subject: step.samples.subject!.map((one) => ({ ...one, bytes: one.bytes * 2, seconds: 3 })),
    },
  }))

  const { warnings } = compareRuns(then, runOf(steps.slice(0, 1)), 0.05)

  assert.equal(warnings, [
    'hot, max: answers of 3000 bytes then, of 6000 now',
    'hot, max: rounds of 1.0 s then, of 3.0 s now',
  ])
})

comparable.run()

function refusalsTo(run: BenchResult): readonly string[] {
  return compareRuns(then, run, 0.05).refusals
}
