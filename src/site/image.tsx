import { renderToString } from 'preact-render-to-string'
import { hasMarker } from '../live/marker.ts'
import type { Lettering } from './lettering.ts'
import { CurrentPage, type PageContext } from './page-context.ts'
import type { PageSpec } from './page-spec.ts'
import type { ImageRoute } from './route.ts'

/** The image of a route as SVG. Throws whatever its component throws. */
export function renderImage(
  { id, image: Image, width, height }: ImageRoute,
  { data }: PageSpec,
  page: PageContext,
  lettering: Lettering,
): string {
  const svg = renderToString(
    <CurrentPage.Provider value={page}>
      <svg
        xmlns="http://www.w3.org/2000/svg"
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        font-family="Inter"
      >
        <Image data={data as never} page={page} lettering={lettering} />
      </svg>
    </CurrentPage.Provider>,
  )
  if (hasMarker(svg))
    throw new Error(`the image ${id} has a live figure, which nothing could write into it: use prints`)
  // Preact writes text for HTML, where this need not be escaped; in XML it must.
  return svg.replaceAll(']]>', ']]&gt;')
}
