export type LineEvent =
  /** This one begins to lead, or does so no longer. */
  | { type: 'market-leader'; is: boolean }
  /** The line does not work: what is shown stays as it is. Told once, until it works again. */
  | { type: 'market-line-failed'; error: unknown }
