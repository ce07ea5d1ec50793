const hostAndPort = /^(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/

/** Whether a Host field is a host with at most a port (RFC 9110, section 7.2), as clients of websites send it. */
export function isValidHost(host: string): boolean {
  return hostAndPort.test(host)
}
