import type { ImageProps } from 'enddel'
import { siteName } from '../site-name.ts'
import { useWords } from '../words.ts'
import { colours, inner, margin, size } from './colours.ts'
import { Ground, Mark } from './ground.tsx'
import { TextLines } from './text-lines.tsx'

/** What stands for all pages that are no report. */
export function SiteCard({ page, lettering }: ImageProps) {
  const { t, f } = useWords()
  const tagline = lettering.lines(t.site.tagline, { size: 72, weight: 700, width: inner, maxLines: 3 })
  return (
    <>
      <Ground />
      <Mark x={margin} y={72} side={96} />
      <text x={margin + 128} y={141} font-size={64} font-weight={700} fill={colours.text}>
        {siteName}
      </text>
      <TextLines lines={tagline} y={300} size={72} weight={700} height={84} fill={colours.text} />
      <text x={margin} y={567} font-size={32} font-weight={500} fill={colours.accent}>
        {[t.nav.reports, t.nav.market, t.nav.shop].join('  ·  ')}
      </text>
      <text x={size.width - margin} y={567} text-anchor="end" font-size={32} font-weight={500} fill={colours.muted}>
        {f.languageName(page.locale)}
      </text>
    </>
  )
}
