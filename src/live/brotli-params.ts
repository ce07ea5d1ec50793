import { constants } from 'node:zlib'

/**
 * Brotli in text mode (RFC 7932). The window is no larger than a page needs: with the usual one, to set up the encoder of
 * quality 9 takes twenty times as long as to compress a page of 10 KB.
 */
export function brotliParams(bytes: number, quality: number): Record<number, number> {
  return {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes,
    [constants.BROTLI_PARAM_LGWIN]: windowFor(bytes),
  }
}

/** The exponent of the window's size; the encoder itself would take 22. */
function windowFor(bytes: number): number {
  return Math.min(22, Math.max(16, Math.ceil(Math.log2(bytes + 16))))
}
