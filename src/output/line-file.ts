import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { unwritable } from '../core/unwritable.ts'
import type { StoredFile } from './manifest.ts'

/** A file that is written line by line and never held as a whole. Where it cannot be written is an E_OUT. */
export interface LineFile {
  /** Lines are given without their ends. */
  append(line: Uint8Array | string): void
  /** Writes what is left and waits until all of it is on the disk. */
  close(): void
  /** Closes it as it is. */
  abandon(): void
}

const blockBytes = 1024 * 1024
const lineEnd = Buffer.from('\n')

export function openLineFile(path: string, onClosed: (stored: StoredFile) => void): LineFile {
  const file = orUnwritable(() => openSync(path, 'w'))
  const block = Buffer.allocUnsafe(blockBytes)
  const whole = createHash('sha256')
  let [used, bytes] = [0, 0]
  let isOpen = true

  function write(piece: Uint8Array): void {
    whole.update(piece)
    bytes += piece.length
    orUnwritable(() => {
      for (let at = 0; at < piece.length;) at += writeSync(file, piece, at)
    })
  }

  function orUnwritable<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      throw unwritable(path, error)
    }
  }

  function flush(): void {
    write(block.subarray(0, used))
    used = 0
  }

  return {
    append(line) {
      const piece = typeof line === 'string' ? Buffer.from(line) : line
      if (used + piece.length >= blockBytes) flush()
      if (piece.length >= blockBytes) return write(Buffer.concat([piece, lineEnd]))
      block.set(piece, used)
      used += piece.length
      block[used++] = 10
    },
    close() {
      flush()
      orUnwritable(() => fsyncSync(file))
      closeSync(file)
      isOpen = false
      onClosed({ bytes, sha256: whole.digest('hex') })
    },
    abandon() {
      if (isOpen) closeSync(file)
      isOpen = false
    },
  }
}
