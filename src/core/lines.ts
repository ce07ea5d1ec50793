/** The lines of a file, without their ends; the last need not have one. Each is a part of `bytes`, made when it is asked for. */
export class Lines implements Iterable<Buffer> {
  readonly #bytes: Buffer
  readonly #ends: Uint32Array

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.#ends = endsOf(bytes)
  }

  get length(): number {
    return this.#ends.length
  }

  at(index: number): Buffer | undefined {
    const end = this.#ends[index]
    return end === undefined ? undefined : this.#bytes.subarray(index === 0 ? 0 : this.#ends[index - 1]! + 1, end)
  }

  *[Symbol.iterator](): Generator<Buffer, void, void> {
    for (let index = 0; index < this.length; index++) yield this.at(index)!
  }
}

function endsOf(bytes: Buffer): Uint32Array {
  const ends: number[] = []
  for (let from = 0; from < bytes.length; from = ends.at(-1)! + 1) {
    const end = bytes.indexOf(10, from)
    ends.push(end < 0 ? bytes.length : end)
  }
  return Uint32Array.from(ends)
}

/** For the few lines of a small file. */
export function linesOf(bytes: Buffer): Buffer[] {
  return [...new Lines(bytes)]
}
