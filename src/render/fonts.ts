import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { LetterWeight } from '../site/lettering.ts'
import { type FontMetrics, readFontMetrics } from './font-metrics.ts'

/** The fonts of images: Inter, which has Latin with all of Vietnamese, Greek and Cyrillic. No font of the machine is used. */
export function fontFiles(): string[] {
  return [fileOf(500), fileOf(700)]
}

/** Reads a font when its text is first measured. */
export function createFonts(): (weight: LetterWeight) => FontMetrics {
  const read = new Map<LetterWeight, FontMetrics>()
  return (weight) => {
    const known = read.get(weight)
    if (known) return known
    const metrics = readFontMetrics(readFileSync(fileOf(weight)))
    read.set(weight, metrics)
    return metrics
  }
}

const names: Record<LetterWeight, string> = { 500: '500Medium', 700: '700Bold' }

function fileOf(weight: LetterWeight): string {
  const name = names[weight]
  return createRequire(import.meta.url).resolve(`@expo-google-fonts/inter/${name}/Inter_${name}.ttf`)
}
