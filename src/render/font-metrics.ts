/** What a TrueType font says of the width of its characters (OpenType 1.9: head, hhea, hmtx, cmap). Kerning is not looked at. */
export interface FontMetrics {
  /** In parts of the font's size; undefined for a character that it lacks. */
  advanceOf(codePoint: number): number | undefined
}

export function readFontMetrics(font: Buffer): FontMetrics {
  const tables = tablesOf(font)
  const table = (tag: string) => {
    const found = tables.get(tag)
    if (!found) throw new Error(`the font has no table ${tag}`)
    return found
  }
  const unitsPerEm = table('head').readUInt16BE(18)
  const widths = table('hmtx')
  // Glyphs after the last that has a width are as wide as that one.
  const lastWidth = table('hhea').readUInt16BE(34) - 1
  const glyphOf = readCharacterMap(table('cmap'))

  return {
    advanceOf(codePoint) {
      const glyph = glyphOf(codePoint)
      return glyph === 0 ? undefined : widths.readUInt16BE(Math.min(glyph, lastWidth) * 4) / unitsPerEm
    },
  }
}

function tablesOf(font: Buffer): Map<string, Buffer> {
  const tables = new Map<string, Buffer>()
  for (let number = 0; number < font.readUInt16BE(4); number++) {
    const record = 12 + number * 16
    const [at, length] = [font.readUInt32BE(record + 8), font.readUInt32BE(record + 12)]
    tables.set(font.toString('latin1', record, record + 4), font.subarray(at, at + length))
  }
  return tables
}

/** From a code point to a glyph, 0 for none: from the map of the Basic Multilingual Plane, which any font has. */
function readCharacterMap(cmap: Buffer): (codePoint: number) => number {
  const map = segmentMap(cmap)
  const segments = map.readUInt16BE(6) / 2
  const [ends, starts] = [14, 16 + segments * 2]
  const [deltas, offsets] = [starts + segments * 2, starts + segments * 4]

  return (codePoint) => {
    if (codePoint > 0xffff) return 0
    let segment = 0
    while (segment < segments && map.readUInt16BE(ends + segment * 2) < codePoint) segment++
    const start = segment < segments ? map.readUInt16BE(starts + segment * 2) : Infinity
    if (start > codePoint) return 0
    const delta = map.readUInt16BE(deltas + segment * 2)
    const offsetAt = offsets + segment * 2
    const offset = map.readUInt16BE(offsetAt)
    if (offset === 0) return (codePoint + delta) & 0xffff
    // Counted from where the offset itself stands.
    const glyph = map.readUInt16BE(offsetAt + offset + (codePoint - start) * 2)
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff
  }
}

/** The subtable of format 4. */
function segmentMap(cmap: Buffer): Buffer {
  for (let number = 0; number < cmap.readUInt16BE(2); number++) {
    const subtable = cmap.subarray(cmap.readUInt32BE(4 + number * 8 + 4))
    if (subtable.readUInt16BE(0) === 4) return subtable
  }
  throw new Error('the font has no map of the Basic Multilingual Plane')
}
