import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Entry } from './entry.ts'

/**
 * An entry as bytes for places outside this process. What is there may be cut, damaged or of somebody else:
 *
 *     magic with the format (8) │ checksum of all that follows (16) │ length of the head (4) │ head, JSON │ bodies
 */
export function encodeEntry({ bodies, ...rest }: Entry): Buffer {
  const named = Object.entries(bodies)
  const lengths = named.map(([name, body]) => [name, body.byteLength])
  const head = Buffer.from(JSON.stringify({ ...rest, bodies: lengths }))
  const frame = Buffer.alloc(headAt)
  frame.set(magic)
  frame.writeUInt32BE(head.length, lengthAt)
  const bytes = Buffer.concat([frame, head, ...named.map(([, body]) => body)])
  bytes.set(checksumOf(bytes), checksumAt)
  return bytes
}

/** Undefined unless every byte is as it was written. The bodies are views of `bytes`, or of a copy if those are a small part of something larger. */
export function decodeEntry(bytes: Uint8Array): Entry | undefined {
  const whole = inFittingBuffer(bytes)
  if (!isIntact(whole)) return undefined
  const bodiesAt = headAt + whole.readUInt32BE(lengthAt)
  const head = readHead(whole.toString('utf8', headAt, bodiesAt))
  if (!head) return undefined
  let at = bodiesAt
  const bodies = head.bodies.map(([name, length]) => [name, whole.subarray(at, (at += length))] as const)
  return at === whole.length ? { ...head, bodies: Object.fromEntries(bodies) } : undefined
}

/** The last byte is the version of the format: what has another one is not read. */
const magic = Buffer.from('enddel:\x01', 'latin1')
const checksumAt = magic.length
const checksumBytes = 16
const lengthAt = checksumAt + checksumBytes
const headAt = lengthAt + 4

const milliseconds = z.number().nonnegative()
const headSchema = z.object({
  meta: z.unknown(),
  madeAt: milliseconds,
  lifetime: z.object({ freshForMs: milliseconds, staleForMs: milliseconds, staleIfErrorMs: milliseconds }),
  tags: z.array(z.string()),
  version: z.int().nonnegative(),
  /** Names and lengths, in their order. */
  bodies: z.array(z.tuple([z.string(), z.int().nonnegative()])),
})

function checksumOf(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes.subarray(lengthAt)).digest().subarray(0, checksumBytes)
}

function isIntact(bytes: Buffer): boolean {
  return (
    bytes.length >= headAt &&
    bytes.subarray(0, checksumAt).equals(magic) &&
    bytes.subarray(checksumAt, lengthAt).equals(checksumOf(bytes))
  )
}

function readHead(text: string): z.output<typeof headSchema> | undefined {
  try {
    return headSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** A page of 1 KB must not keep the 64 KB alive that came over a socket with it. */
function inFittingBuffer(bytes: Uint8Array): Buffer {
  const fitting = bytes.buffer.byteLength > 2 * bytes.byteLength ? new Uint8Array(bytes) : bytes
  return Buffer.from(fitting.buffer, fitting.byteOffset, fitting.byteLength)
}
