/**
 * Every text of a table by its path (`market.rsiScale.0`), for tests. Those that are made of values are made of ‹1›, ‹2› …,
 * so that all texts of two tables can be held against each other.
 */
export function allTexts(table: unknown, path = ''): Map<string, string> {
  if (typeof table === 'string') return new Map([[path, table]])
  if (typeof table === 'function') return new Map([[`${path}(${table.length})`, madeBy(table as Maker)]])
  const parts = Object.entries(table as object).flatMap(([key, value]) => [...allTexts(value, `${path}.${key}`)])
  return new Map(parts.map(([key, text]) => [key.replace(/^\./, ''), text]))
}

type Maker = (...values: string[]) => string

function madeBy(make: Maker): string {
  return make(...Array.from({ length: make.length }, (_, index) => `‹${index + 1}›`))
}
