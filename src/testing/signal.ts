/** A promise that is resolved from outside. */
export interface Signal {
  given: Promise<void>
  give(): void
}

export function createSignal(): Signal {
  let give = () => {}
  const given = new Promise<void>((resolve) => (give = resolve))
  return { given, give: () => give() }
}
