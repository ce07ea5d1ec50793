import { hash } from 'node:crypto'

/** 16 hexadecimal digits of the SHA-256: enough to tell states of one thing apart. */
export function shortHash(text: string | Uint8Array): string {
  return hash('sha256', text, 'hex').slice(0, 16)
}
