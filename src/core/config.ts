/** The only reader of the environment. Flags given on the command line win over it. */
export interface Environment {
  host: string
  port: number
  /** Tasks that may wait for a render worker. */
  renderQueue: number
  logLevel: string
  isCi: boolean
}
