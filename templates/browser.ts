import './styles/tokens.css'
import './styles/site.css'
import { startLive } from 'enddel/client'
import { startCart } from './islands/cart-count.ts'
import { startLanguagePlace } from './islands/language-place.ts'
import { startOffline } from './islands/offline.ts'
import { startThemeSwitch } from './islands/theme-switch.ts'

startThemeSwitch()
startLanguagePlace()
startCart()
startLive()
startOffline()

const cart = document.querySelector<HTMLElement>('[data-cart]')
if (cart) void import('./islands/cart-page.ts').then(({ startCartPage }) => startCartPage(cart))

const status = document.querySelector<HTMLElement>('[data-status]')
if (status) void import('./islands/status-page.ts').then(({ startStatusPage }) => startStatusPage(status))

const printButtons = document.querySelectorAll<HTMLElement>('[data-print]')
if (printButtons.length > 0)
  void import('./islands/print-buttons.ts').then(({ startPrintButtons }) => startPrintButtons(printButtons))

const contents = document.querySelector('[data-contents]')
if (contents) void import('./islands/contents-here.ts').then(({ startContentsHere }) => startContentsHere(contents))

const table = document.querySelector<HTMLTableElement>('[data-sortable]')
if (table) void import('./islands/sort-table.ts').then(({ startSortTable }) => startSortTable(table))

const coinPrice = document.querySelector('[data-coin-price] .price')
if (coinPrice) void import('./islands/coin-page.ts').then(({ startCoinPage }) => startCoinPage(coinPrice))
