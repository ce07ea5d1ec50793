import type { ImageProps } from 'enddel'
import type { ReportCardData } from '../loaders/share.ts'
import { siteName } from '../site-name.ts'
import { useWords } from '../words.ts'
import { colours, inner, margin, size } from './colours.ts'
import { Ground, Mark } from './ground.tsx'
import { PriceRow } from './price-row.tsx'
import { TextLines } from './text-lines.tsx'

/** A report where it is shared: its title, its moment, and what the coins cost then. */
export function ReportCard({ data, lettering }: ImageProps<ReportCardData>) {
  const { f } = useWords()
  const { title, summary, lang, createdAt, prices } = data
  const titleFont = [84, 72].find((size) => lettering.lines(title, { ...bold(size), maxLines: 3 }).length < 3) ?? 64
  const titleLines = lettering.lines(title, { ...bold(titleFont), maxLines: 3 })
  const lineHeight = titleFont * 1.16
  const top = 282 - ((titleLines.length - 1) * lineHeight) / 2 + titleFont * 0.36
  return (
    <>
      <Ground />
      <Mark x={margin} y={56} side={56} />
      <text x={margin + 76} y={97} font-size={38} font-weight={700} fill={colours.text}>
        {siteName}
      </text>
      <Moment
        text={f.dateTime(createdAt)}
        lang={lang}
        width={lettering.widthOf(lang.toUpperCase(), { size: 26, weight: 700 })}
      />
      <TextLines lines={titleLines} y={top} size={titleFont} weight={700} height={lineHeight} fill={colours.text} />
      {prices.length > 0 ? (
        <PriceRow prices={prices} lettering={lettering} />
      ) : (
        <TextLines
          lines={lettering.lines(summary, { size: 34, weight: 500, width: inner, maxLines: 2 })}
          y={516}
          size={34}
          weight={500}
          height={48}
          fill={colours.muted}
        />
      )}
    </>
  )
}

function bold(size: number) {
  return { size, weight: 700, width: inner } as const
}

/** At the right end of the first line: when, and in which language. */
function Moment({ text, lang, width }: { text: string; lang: string; width: number }) {
  const pill = width + 32
  const right = size.width - margin
  return (
    <>
      <text x={right - pill - 22} y={95} text-anchor="end" font-size={30} font-weight={500} fill={colours.muted}>
        {text}
      </text>
      <rect
        x={right - pill}
        y={64}
        width={pill}
        height={42}
        rx={10}
        fill="none"
        stroke={colours.line}
        stroke-width={2}
      />
      <text x={right - pill / 2} y={94.5} text-anchor="middle" font-size={26} font-weight={700} fill={colours.accent}>
        {lang.toUpperCase()}
      </text>
    </>
  )
}
