import type { ComponentChildren } from 'preact'

export interface Row {
  name: string
  price: number
  change: number
}

/** Rows that differ from page to page. */
export function rowsOf(id: number, length = 100): Row[] {
  return Array.from({ length }, (_, index) => {
    const seed = ((id % 100_000) * 100 + index) * 7919
    return {
      name: `${names[seed % names.length]} ${index}`,
      price: (seed % 1_000_003) / 100,
      change: (seed % 2_001) / 100 - 10,
    }
  })
}

export function Rows({ data }: { data: { rows: Row[] } }) {
  return (
    <table>
      {data.rows.map(({ name, price, change }) => (
        <tr>
          <td>{name}</td>
          <td class="price">{price}</td>
          <td>{change.toFixed(2)} %</td>
        </tr>
      ))}
    </table>
  )
}

export function Layout({ children }: { children: ComponentChildren }) {
  return (
    <main>
      <h1>Prices &amp; names</h1>
      {children}
    </main>
  )
}

const names = ['Amber', 'Basalt', 'Copper', 'Dolomite', 'Emerald', 'Feldspar', 'Garnet', 'Hematite', 'Indium', 'Jasper']
