export function reportPath(id: number): string {
  return `/crypto_report/${id}`
}

/** The same report as text and as data. */
export const twinEndings = { markdown: '.md', json: '.json' } as const
