import { markerStart } from '../live/marker.ts'
import type { Head } from './contract.ts'
import type { PageContext } from './page-context.ts'

interface ShareTagsProps {
  head: Head
  siteName: string | undefined
  page: PageContext
}

/** How the page looks where it is shared: Open Graph (ogp.me), and what X reads beside it. */
export function ShareTags({ head, siteName, page }: ShareTagsProps) {
  const { title, description, type = 'website', image } = head
  return (
    <>
      {siteName && <meta property="og:site_name" content={siteName} />}
      <meta property="og:title" content={title} />
      {description && <meta property="og:description" content={description} />}
      <meta property="og:type" content={type} />
      <meta property="og:locale" content={withRegion(page.locale)} />
      {page.status === 200 &&
        page.locales
          .filter((locale) => locale !== page.locale)
          .map((locale) => <meta property="og:locale:alternate" content={withRegion(locale)} />)}
      {image && (
        <>
          <meta property="og:image" content={page.url(image.path)} />
          <meta property="og:image:alt" content={image.alt} />
          <meta property="og:image:width" content={String(image.width)} />
          <meta property="og:image:height" content={String(image.height)} />
        </>
      )}
      <meta name="twitter:card" content={image ? 'summary_large_image' : 'summary'} />
      <meta name="twitter:title" content={title} />
      {description && <meta name="twitter:description" content={description} />}
    </>
  )
}

/** JSON that cannot end the script it stands in, nor begin a comment there; nor is any text in it taken for a live value. */
export function jsonForScript(data: object): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c').replaceAll(markerStart, '\\ue0a5')
}

/** `vi` is `vi_VN`; English without a country is written as in Britain, as its dates are. */
function withRegion(locale: string): string {
  const known = regional.get(locale)
  if (known !== undefined) return known
  const { language, region } = new Intl.Locale(locale)
  const written = `${language}_${region ?? (language === 'en' ? 'GB' : new Intl.Locale(locale).maximize().region)}`
  regional.set(locale, written)
  return written
}

/** Of the locales of the site. */
const regional = new Map<string, string>()
