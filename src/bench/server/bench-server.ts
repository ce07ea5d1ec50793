/** A server that is measured. */
export interface BenchServer {
  name: string
  url: URL
  role: 'subject' | 'peer' | 'yardstick'
  /** Its processes' roots, whose usage /proc tells; empty when it is on another machine. */
  pids: readonly number[]
  /** As taskset takes them. */
  cores: string | undefined
  /** For the admin routes of an enddel; undefined when they are closed to us. */
  secret: string | undefined
}
