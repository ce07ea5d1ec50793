/** A body in chunks (RFC 9112, section 7.1). */
export interface ChunkedBody {
  /** Takes bytes up to the body's end; tells where it stopped. Throws when they are no chunks. */
  take(bytes: Buffer, from: number, to: number): number
  isWhole(): boolean
}

const lineFeed = 10
const mostLineBytes = 16 * 1024

/** What the chunks bear goes to `onData`. */
export function createChunkedBody(onData: (bytes: Buffer, from: number, to: number) => void): ChunkedBody {
  let next: 'size' | 'data' | 'end-of-data' | 'trailer' | 'nothing' = 'size'
  let left = 0
  let line = ''

  const takeData = (bytes: Buffer, from: number, to: number) => {
    const end = Math.min(to, from + left)
    onData(bytes, from, end)
    left -= end - from
    if (left === 0) next = 'end-of-data'
    return end
  }
  const takeLine = (bytes: Buffer, from: number, to: number) => {
    const found = bytes.subarray(from, to).indexOf(lineFeed)
    const end = found < 0 ? to : from + found + 1
    line += bytes.toString('latin1', from, end)
    if (line.length > mostLineBytes) throw new Error(`a line between chunks has more than ${mostLineBytes} bytes`)
    if (found < 0) return end
    if (!line.endsWith('\r\n')) throw new Error('a line between chunks does not end with CR LF')
    endLine(line.slice(0, -2))
    line = ''
    return end
  }
  const endLine = (text: string) => {
    if (next === 'size') {
      left = sizeOf(text)
      next = left === 0 ? 'trailer' : 'data'
    } else if (next === 'trailer') {
      if (text === '') next = 'nothing'
    } else {
      if (text !== '') throw new Error('a chunk is longer than it says')
      next = 'size'
    }
  }

  return {
    take(bytes, from, to) {
      let at = from
      while (at < to && next !== 'nothing') at = (next === 'data' ? takeData : takeLine)(bytes, at, to)
      return at
    },
    isWhole: () => next === 'nothing',
  }
}

function sizeOf(line: string): number {
  const [, size] = /^([0-9a-f]{1,12})[ \t]*(?:;.*)?$/is.exec(line) ?? []
  if (size === undefined) throw new Error(`no chunk begins with ${JSON.stringify(line.slice(0, 80))}`)
  return Number.parseInt(size, 16)
}
