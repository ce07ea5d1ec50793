import type { StampedFigure } from '../market/board.ts'
import type { Clock, FigureId } from '../market/figure.ts'
import { frame, opcodes } from './frames.ts'
import type { SentFigure, ServerMessage } from './protocol.ts'

/** A message in the bytes of each transport, made once however many it goes to. */
export class Outgoing {
  readonly type: ServerMessage['type']
  readonly #json: string
  readonly #id: string | undefined
  #frame: Buffer | undefined
  #event: Buffer | undefined

  constructor(type: ServerMessage['type'], json: string, id?: string) {
    this.type = type
    this.#json = json
    this.#id = id
  }

  /** For WebSocket. */
  get frame(): Buffer {
    return (this.#frame ??= frame(opcodes.text, Buffer.from(this.#json)))
  }

  /** For Server-Sent Events. JSON has no line breaks of its own. */
  get event(): Buffer {
    const id = this.#id === undefined ? '' : `id: ${this.#id}\n`
    return (this.#event ??= Buffer.from(`${id}event: ${this.type}\ndata: ${this.#json}\n\n`))
  }
}

export function outgoing(message: ServerMessage): Outgoing {
  return new Outgoing(message.type, JSON.stringify(message))
}

export function outgoingSnapshot(clock: Clock, time: number, figures: Iterable<[FigureId, StampedFigure]>): Outgoing {
  return ofFigures('snapshot', clock, `"time":${time},`, figures)
}

export function outgoingDelta(clock: Clock, figures: Iterable<[FigureId, StampedFigure]>): Outgoing {
  return ofFigures('delta', clock, '', figures)
}

function ofFigures(
  type: 'snapshot' | 'delta',
  { epoch, seq }: Clock,
  time: string,
  figures: Iterable<[FigureId, StampedFigure]>,
): Outgoing {
  let members = ''
  for (const [id, figure] of figures) members += `${members ? ',' : ''}${memberOf(id, figure)}`
  const json = `{"type":"${type}","epoch":${JSON.stringify(epoch)},"seq":${seq},${time}"figures":{${members}}}`
  return new Outgoing(type, json, `${epoch}.${seq}`)
}

/** Groups of clients share most figures. A change makes a new object, so that what is kept here is never old. */
const members = new WeakMap<StampedFigure, string>()

function memberOf(id: FigureId, figure: StampedFigure): string {
  let text = members.get(figure)
  if (text === undefined) {
    const sent: SentFigure = [figure.value, figure.at, figure.source, figure.status]
    text = `${JSON.stringify(id)}:${JSON.stringify(sent)}`
    members.set(figure, text)
  }
  return text
}
