import { setImmediate } from 'node:timers/promises'
import { fontFiles } from './fonts.ts'

/**
 * The PNG of an SVG. What draws it is native and loaded with the first image, so that it costs nothing to who makes none. It
 * takes no font of the machine: the same SVG gives the same bytes everywhere.
 */
export async function drawPng(svg: string): Promise<Buffer> {
  const { Resvg } = await import('@resvg/resvg-js')
  const font = { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: 'Inter' }
  const image = new Resvg(svg, { font, logLevel: 'off' }).render()
  const png = image.asPng()
  tellOfMemory(image.width * image.height * 4)
  // What is no longer used is freed between turns of the event loop.
  await setImmediate()
  return png
}

/**
 * V8 does not know what the pixels of an image take, and lets them lie: 300 images took 450 to 680 MB in one thread, with this
 * 100 to 130 MB.
 */
function tellOfMemory(bytes: number): void {
  new ArrayBuffer(bytes)
}
