/** Why the feed ends a connection; docs/feed.md says when each may come again. 1007 and 1009 are sent by `ws` itself. */
export const closeCodes = {
  /** The server stops. */
  goingAway: 1001,
  binary: 1003,
  limitsIgnored: 1008,
  serverError: 1011,
  notReading: 1013,
} as const
