/** One at a time does the work for a key, among threads of control that share nothing but these leases. */
export interface Leases {
  /**
   * A lease when the work is the caller's, to be released when it is done. Undefined when somebody else has had it and
   * ended, or its time was over: look again for what they made. Rejects when leases do not work: then work without.
   */
  acquire(key: string, ttlMs: number): Promise<Lease | undefined>
  close(): Promise<void>
}

export interface Lease {
  /** Lets the next one go on. After its time was over this does nothing to the lease of another. Never rejects. */
  release(): Promise<void>
}
