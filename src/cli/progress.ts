import { Presets, SingleBar } from 'cli-progress'
import type { BuildEvent } from '../prerender/build.ts'
import type { BuildStep } from '../prerender/step-clock.ts'

const labels: Record<BuildStep, string> = {
  read: 'reading the content',
  bundle: 'bundling the site',
  reports: 'reading the reports',
  pages: 'making the pages',
  pdf: 'making the PDF files',
  publish: 'publishing',
}

const waiting = 'another build is at work in the same folder: waiting for it to end …'

/** A bar on a terminal, plain lines elsewhere, nothing when quiet; all on standard error. */
export function createProgress({ isQuiet, isTerminal }: { isQuiet: boolean; isTerminal: boolean }) {
  if (isQuiet) return { show: () => {}, end: () => {} }
  return isTerminal ? barProgress() : lineProgress()
}

function barProgress() {
  const bar = new SingleBar(
    { format: '{bar} {value}/{total} {address}', clearOnComplete: true, hideCursor: true },
    Presets.shades_classic,
  )
  return {
    show(event: BuildEvent) {
      if (event.type === 'waiting') console.error(waiting)
      if (event.type === 'planned') bar.start(event.toMake, 0, { address: '' })
      if (event.type === 'page') bar.update(event.done, { address: event.address })
      if (event.type === 'step' && (event.step === 'pdf' || event.step === 'publish')) bar.stop()
    },
    end: () => bar.stop(),
  }
}

function lineProgress() {
  let nextTenth = 1
  let unit = 'pages'
  return {
    show(event: BuildEvent) {
      if (event.type === 'waiting') console.error(waiting)
      if (event.type === 'step') console.error(`${labels[event.step]} …`)
      if (event.type === 'step' && event.step === 'pdf') unit = 'files'
      if (event.type === 'step' && event.step === 'pages') unit = 'pages'
      if (event.type === 'failed') console.error(`  failed: ${event.failure.address}`)
      if (event.type === 'planned') nextTenth = 1
      if (event.type !== 'page' || event.done < (event.pages * nextTenth) / 10) return
      console.error(`  ${event.done} of ${event.pages} ${unit}`)
      nextTenth = Math.floor((event.done * 10) / event.pages) + 1
    },
    end: () => {},
  }
}
