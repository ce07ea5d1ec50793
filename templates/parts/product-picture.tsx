import type { Product } from 'enddel'
import { glyphOf } from './product-glyphs.tsx'

export const pictureViews = ['whole', 'close', 'pattern'] as const
export type PictureView = (typeof pictureViews)[number]

interface Props {
  product: Pick<Product, 'slug' | 'category'>
  view?: PictureView
  /** Told where the picture says something; elsewhere it is decoration. */
  label?: string
}

/** The catalogue has no photographs: category and slug choose a drawing and its colours. Needs `ProductGlyphs` in the page. */
export function ProductPicture({ product: { slug, category }, view = 'whole', label }: Props) {
  const seed = [...slug].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7)
  const glyph = `#${glyphOf(category)}`
  return (
    <svg
      class={`product-picture tone-${(seed % 8) + 1}`}
      viewBox="0 0 320 240"
      preserveAspectRatio="xMidYMid slice"
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      <rect class="picture-ground" width="320" height="240" />
      {view === 'pattern' ? <Pattern glyph={glyph} /> : <Still glyph={glyph} seed={seed} isClose={view === 'close'} />}
    </svg>
  )
}

function Still({ glyph, seed, isClose }: { glyph: string; seed: number; isClose: boolean }) {
  return (
    <g transform={isClose ? 'translate(-190 -120) scale(2.1)' : undefined}>
      <circle class="picture-sun" cx={120 + (seed % 5) * 20} cy={104 + (seed % 3) * 10} r="84" />
      <ellipse class="picture-shade" cx="160" cy="196" rx="66" ry="7" />
      <g transform={`rotate(${(seed % 5) * 3 - 6} 160 120)`}>
        <use class="picture-glyph" href={glyph} x="92" y="50" width="136" height="136" />
      </g>
    </g>
  )
}

function Pattern({ glyph }: { glyph: string }) {
  return (
    <>
      {Array.from({ length: 15 }, (_, index) => {
        const [column, row] = [index % 5, Math.floor(index / 5)]
        const [x, y] = [column * 76 - 30 + (row % 2) * 38, row * 80 + 12]
        return <use key={index} class="picture-line" href={glyph} x={x} y={y} width="52" height="52" />
      })}
    </>
  )
}
