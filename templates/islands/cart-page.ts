import { type CartLine, followCart, maxCount, putIntoCart } from './cart.ts'

/** Rows are copies of the page's `<template>`; those that stay are kept, and the focus in them. */
export function startCartPage(place: HTMLElement): void {
  const rows = place.querySelector('[data-rows]')!
  const template = place.querySelector('template')!
  const total = place.querySelector('[data-total]')!
  const locale = document.documentElement.lang
  const shown = new Map<string, Row>()

  function money(amount: number, currency: string): string {
    const format = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const
    return new Intl.NumberFormat(locale, format).format(amount)
  }

  followCart((lines) => {
    for (const [slug, { element }] of shown) {
      if (lines.some((line) => line.slug === slug)) continue
      if (element.contains(document.activeElement)) place.focus()
      element.remove()
      shown.delete(slug)
    }
    for (const line of lines) {
      const row = shown.get(line.slug) ?? createRow(template, line)
      if (!shown.has(line.slug)) rows.append(row.element)
      shown.set(line.slug, row)
      row.show(line, money)
    }
    total.textContent = totals(lines)
      .map(([currency, sum]) => money(sum, currency))
      .join(' + ')
    place.dataset['cart'] = lines.length > 0 ? 'full' : 'empty'
  })
}

interface Row {
  element: HTMLElement
  show(line: CartLine, money: (amount: number, currency: string) => string): void
}

function createRow(template: HTMLTemplateElement, first: CartLine): Row {
  const element = template.content.firstElementChild!.cloneNode(true) as HTMLElement
  const part = <Kind extends HTMLElement>(name: string) => element.querySelector<Kind>(`[data-${name}]`)!
  const [link, count] = [part<HTMLAnchorElement>('name'), part<HTMLInputElement>('count')]
  let line = first
  link.href = link.dataset['name']! + line.slug
  count.max = String(maxCount)
  count.addEventListener('change', () => {
    if (count.checkValidity()) putIntoCart({ ...line, count: count.valueAsNumber })
    else count.value = String(line.count)
  })
  part('remove').addEventListener('click', () => putIntoCart({ ...line, count: 0 }))

  return {
    element,
    show(next, money) {
      line = next
      link.textContent = line.name
      if (count.valueAsNumber !== line.count) count.value = String(line.count)
      count.ariaLabel = `${count.dataset['label']}: ${line.name}`
      part('remove').ariaLabel = `${part('remove').textContent}: ${line.name}`
      part('each').textContent = money(line.amount, line.currency)
      part('sum').textContent = money(line.amount * line.count, line.currency)
    },
  }
}

function totals(lines: readonly CartLine[]): [currency: string, sum: number][] {
  const sums = new Map<string, number>()
  for (const { currency, amount, count } of lines) sums.set(currency, (sums.get(currency) ?? 0) + amount * count)
  return [...sums]
}
