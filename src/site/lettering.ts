/** Measures text for images, which unlike pages have nothing that breaks lines. The font is Inter. */
export interface Lettering {
  /**
   * The text in lines as even as they can be, none wider than `width` pixels; where there would be more than `maxLines`, the last
   * ends in an ellipsis. Characters that the font lacks are left out.
   */
  lines(text: string, style: LineStyle): string[]
  /** In pixels. */
  widthOf(text: string, style: LetterStyle): number
}

export interface LetterStyle {
  /** Pixels. */
  size: number
  weight: LetterWeight
}

export interface LineStyle extends LetterStyle {
  width: number
  maxLines: number
}

/** Those that images may have as their `font-weight`. */
export type LetterWeight = 500 | 700
