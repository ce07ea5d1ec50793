import type { Dispatcher } from 'undici'
import { parseCatalogue, type StoredProduct } from '../../content/catalogue.ts'
import { catalogueSchema, type StoredCatalogue } from '../../content/products.ts'
import { EnddelError } from '../../core/errors.ts'
import type { Running } from '../../core/lifecycle.ts'
import { parseJson, parseWith } from '../../core/parse.ts'
import { codings, decodeBody, readBody } from '../../core/read-body.ts'
import type { BreakerState } from '../api-event.ts'
import { createUpstream, type UpstreamOptions } from '../api-upstream.ts'

/** Products as the API has them now, checked. Rejects when it has no usable answer in time. */
export interface ProductApi extends Running {
  catalogue(): Promise<StoredCatalogue>
  /** Undefined when there is no such product. */
  product(slug: string): Promise<StoredProduct | undefined>
}

export function createProductApi(options: UpstreamOptions, onBreaker: (state: BreakerState) => void): ProductApi {
  const upstream = createUpstream(options, onBreaker)

  function read(path: string): Promise<string | undefined> {
    return upstream.attempt(async (signal) => {
      const headers = { accept: 'application/json', 'accept-encoding': codings, 'user-agent': 'enddel' }
      return await readText(await upstream.request({ method: 'GET', path, headers, signal }))
    })
  }

  return {
    async catalogue() {
      const text = await read('/products')
      if (text === undefined) throw unusable('has no products there')
      return parseCatalogue(text, `${upstream.base}/products`)
    },
    async product(slug) {
      const text = await upstream.hold(() => read(`/products/${slug}`))
      if (text === undefined) return undefined
      const place = `${upstream.base}/products/${slug}`
      const product = parseWith(productSchema, parseJson(text, place), place)
      if (product.slug !== slug) throw unusable('answered with another product')
      return product
    },
    close: upstream.close,
  }
}

/** Whether a name can be that of a product; all others need no asking. */
export function isProductSlug(slug: string): boolean {
  return slug.length <= 200 && productSchema.shape.slug.safeParse(slug).success
}

const productSchema = catalogueSchema.shape.products.element

/** As it comes and inflated. */
const maxBytes = 1024 * 1024

/** The text of an answer, read whole; undefined when there is nothing at that address. */
async function readText({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<string | undefined> {
  // A body that is not read to its end breaks off, and that is no news.
  body.on('error', () => {})
  try {
    if (statusCode === 404 || statusCode === 410) return undefined
    if (statusCode !== 200) throw unusable(`answered with status ${statusCode}`)
    if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(String(headers['content-type'])))
      throw unusable('did not answer with JSON')
    const whole = await readBody(body, maxBytes)
    if (!whole) throw unusable('answered with too many bytes')
    const text = await decodeBody(whole, headers['content-encoding'], maxBytes)
    if (text === undefined) throw unusable('answered in a coding that was not asked for')
    return text
  } finally {
    body.destroy()
  }
}

function unusable(what: string): EnddelError {
  return new EnddelError('E_API_ANSWER', `the API ${what}`)
}
