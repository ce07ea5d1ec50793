/** What uPlot's own style sheet says, as far as this chart needs it. It comes with the chart, and no CSP has to allow it. */
export function priceChartStyles(): CSSStyleSheet {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`
    .price-chart .u-wrap { position: relative; user-select: none; touch-action: pan-y }
    .price-chart :is(.u-over, .u-under) { position: absolute }
    .price-chart .u-under { overflow: hidden }
    .price-chart canvas { display: block; width: 100%; height: 100% }
    .price-chart :is(.u-cursor-x, .u-cursor-pt, .u-select) { position: absolute; left: 0; top: 0; pointer-events: none }
    .price-chart .u-cursor-x { height: 100%; border-right: 1px solid var(--muted) }
    .price-chart .u-cursor-pt { border-radius: 50%; background-clip: padding-box !important }
    .price-chart .u-off { display: none }`)
  return sheet
}
