/** One drawing for each category of the sample shop, as symbols; what stands in another category gets the bag. */
const drawings: Record<string, string> = {
  'hardware-wallets':
    'M22 7h20a5 5 0 0 1 5 5v40a5 5 0 0 1-5 5H22a5 5 0 0 1-5-5V12a5 5 0 0 1 5-5zM23 14h18v15H23zM27 43a5 5 0 1 0 10 0 5 5 0 1 0-10 0M28 24l4-4 4 2',
  'backup-security':
    'M11 23a12 12 0 1 0 24 0 12 12 0 1 0-24 0M20 23a3 3 0 1 0 6 0 3 3 0 1 0-6 0M31.5 31.5 55 55M48 48l-6 6M42 42l-5 5',
  'node-mining': 'M10 11h44v18H10zM10 35h44v18H10zM17 20h2M24 20h2M17 44h2M24 44h2M36 20h11M36 44h11M32 29v6',
  books:
    'M32 17c-6-5-15-6-24-5v37c9-1 18 0 24 5 6-5 15-6 24-5V12c-9-1-18 0-24 5zM32 17v37M15 21c4 0 8 1 11 3M15 30c4 0 8 1 11 3M49 21c-4 0-8 1-11 3M49 30c-4 0-8 1-11 3',
  'desk-trading':
    'M11 10h42a3 3 0 0 1 3 3v28a3 3 0 0 1-3 3H11a3 3 0 0 1-3-3V13a3 3 0 0 1 3-3zM32 44v9M21 55h22M16 35l9-9 7 5 9-11 7 5',
  clothing: 'M23 9 7 17l6 13 7-3v28h24V27l7 3 6-13-16-8c-2 5-5 7-9 7s-7-2-9-7zM27 38l5-5 5 5-5 5z',
}
const other = 'M15 22h34l4 33H11zM23 28v-9a9 9 0 0 1 18 0v9'

export function glyphOf(category: string): string {
  return `glyph-${category in drawings ? category : 'other'}`
}

/** Stands once in a page, before the pictures that use it. */
export function ProductGlyphs({ categories }: { categories: Iterable<string> }) {
  return (
    <svg class="sprite" width="0" height="0" aria-hidden="true">
      {[...new Set(categories)].map((category) => (
        <symbol key={category} id={glyphOf(category)} viewBox="0 0 64 64">
          <path d={drawings[category] ?? other} />
        </symbol>
      ))}
    </svg>
  )
}
