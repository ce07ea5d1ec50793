import { readFile } from 'node:fs/promises'
import { errnoOf } from '../core/errors.ts'
import { parseJson, parseWith } from '../core/parse.ts'
import { type MarketState, marketStateSchema } from './state.ts'

/** The dated snapshot of a content folder; a market without any figure when there is no such file. */
export async function readSampleMarket(file: string): Promise<MarketState> {
  try {
    return parseMarket(await readFile(file, 'utf8'), file)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return emptyMarket
    throw error
  }
}

export function parseMarket(text: string, place: string): MarketState {
  return parseWith(marketStateSchema, parseJson(text, place), place)
}

const emptyMarket: MarketState = {
  kind: 'sample',
  asOf: '1970-01-01T00:00:00Z',
  coins: [],
  global: null,
  fearGreed: null,
  btcRsi14: null,
  indices: [],
}
