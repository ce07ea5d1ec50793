/**
 * The address a line of an access log asks for, in the common or combined format; undefined for lines that are no page a
 * reader got: other methods and statuses, and lines in another format.
 */
export function addressInLogLine(line: string): string | undefined {
  const [, target, status] = logLine.exec(line) ?? []
  if (!target || !readStatuses.has(status!)) return undefined
  const query = target.indexOf('?')
  return query < 0 ? target : target.slice(0, query)
}

const logLine = /^\S+ \S+ .*? ?\[[^\]]+\] "(?:GET) (\/[^\s"]{0,4095}) HTTP\/\d(?:\.\d)?" (\d{3}) /
/** Seen anew, or seen again by a client that had it. */
const readStatuses = new Set(['200', '304'])
