/** An answer as it goes out. */
export interface Message {
  status: number
  /** Name and value in turn; without Date. */
  fields: readonly string[]
  /** Undefined where there is none, as for HEAD. */
  body: string | Uint8Array | undefined
}
