/** The dark theme of styles/tokens.css: it stands out in the white and in the black of chats alike. */
export const colours = {
  page: '#0b1120',
  faint: '#121b30',
  fainter: '#17223b',
  line: '#2b3854',
  text: '#e6ebf4',
  muted: '#a3b0c5',
  accent: '#56b4e9',
  brand: '#0b4f7d',
  spark: '#f0a060',
}

/** What others expect of an image that stands for a page (Open Graph). */
export const size = { width: 1200, height: 630 }

/** Nothing but the ground goes beyond. */
export const margin = 80
export const inner = size.width - 2 * margin
