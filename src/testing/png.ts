/** Pixels of a PNG; throws for what is none. */
export function pngSize(bytes: Uint8Array): { width: number; height: number } {
  const png = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (png.toString('latin1', 1, 4) !== 'PNG') throw new Error(`no PNG: ${png.toString('latin1', 0, 20)}`)
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) }
}
