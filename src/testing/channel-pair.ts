import { EventEmitter } from 'node:events'
import type { ChannelPort } from '../serve/cluster/channel.ts'

/** Two ends as two processes have them: what is sent is copied and comes later, in order, until `cut` ends both. */
export function channelPair(): { ends: [ChannelPort, ChannelPort]; cut(): void } {
  const emitters = [new EventEmitter(), new EventEmitter()] as const
  let isCut = false
  const end = (own: EventEmitter, other: EventEmitter): ChannelPort => ({
    send(message, done) {
      if (isCut) {
        setImmediate(done, new Error('Channel closed'))
        return false
      }
      const copy = structuredClone(message)
      setImmediate(() => {
        done(null)
        if (!isCut) other.emit('message', copy)
      })
      return true
    },
    on: (event, listener) => own.on(event, listener),
    once: (event, listener) => own.once(event, listener),
  })
  return {
    ends: [end(emitters[0], emitters[1]), end(emitters[1], emitters[0])],
    cut() {
      isCut = true
      for (const emitter of emitters) emitter.emit('disconnect')
    },
  }
}
