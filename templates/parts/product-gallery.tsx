import type { Product } from 'enddel'
import { useWords } from '../words.ts'
import { pictureViews, ProductPicture } from './product-picture.tsx'

/**
 * A large picture and small ones that choose it. They are radio buttons, so it works by keyboard and without a script; all
 * large ones lie in one place, so nothing moves.
 */
export function ProductGallery({ product }: { product: Product }) {
  const { gallery } = useWords().t
  return (
    <fieldset class="gallery">
      <legend class="visually-hidden">{gallery.label(product.name)}</legend>
      {pictureViews.map((view, index) => (
        <input key={view} type="radio" name="picture" id={`picture-${view}`} defaultChecked={index === 0} />
      ))}
      <div class="gallery-large">
        {pictureViews.map((view, index) => (
          <ProductPicture key={view} product={product} view={view} label={`${product.name}: ${gallery.views[index]}`} />
        ))}
      </div>
      <div class="gallery-small">
        {pictureViews.map((view, index) => (
          <label key={view} for={`picture-${view}`}>
            <ProductPicture product={product} view={view} />
            <span>{gallery.views[index]}</span>
          </label>
        ))}
      </div>
      <p class="small muted">{gallery.drawn}</p>
    </fieldset>
  )
}
