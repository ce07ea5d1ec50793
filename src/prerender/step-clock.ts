export type BuildStep = 'read' | 'bundle' | 'reports' | 'pages' | 'pdf' | 'publish'

export interface StepClock {
  /** Ends the step before. */
  start(step: BuildStep): void
  /** Whole milliseconds of each step. */
  stop(): Record<BuildStep, number>
}

export function createStepClock(onStep: (step: BuildStep) => void): StepClock {
  const stepMs: Record<BuildStep, number> = { read: 0, bundle: 0, reports: 0, pages: 0, pdf: 0, publish: 0 }
  let current: { step: BuildStep; since: number } | undefined
  const end = () => {
    if (current) stepMs[current.step] = Math.round(performance.now() - current.since)
  }
  return {
    start(step) {
      end()
      current = { step, since: performance.now() }
      onStep(step)
    },
    stop() {
      end()
      return stepMs
    },
  }
}
