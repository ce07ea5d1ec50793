import { type Category, usePage } from 'enddel'
import { useWords } from '../words.ts'

export function CategoryNav({ categories, current }: { categories: Category[]; current?: string }) {
  const { shop } = useWords().t
  const { href } = usePage()
  return (
    <nav class="category-nav" aria-label={shop.categories}>
      <ul>
        <li>
          <a href={href('/shop')} aria-current={current ? undefined : 'page'}>
            {shop.all}
          </a>
        </li>
        {categories.map(({ slug, name, productCount }) => (
          <li key={slug}>
            <a href={href(`/shop/${slug}`)} aria-current={slug === current ? 'page' : undefined}>
              {name} <span class="count">({productCount})</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
