import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { FeedMessage } from './feed-message.ts'
import { RecentMessages } from './recent-messages.ts'

const recent = suite('bench/feed/recent-messages')

recent('parses the same bytes once, wherever they lie', () => {
  const messages = new RecentMessages()
  const bytes = Buffer.from(`..${delta(7)}..${delta(8)}`)
  const length = delta(7).length

  const first = messages.read(Buffer.from(delta(7)), 0, length)
  const other = messages.read(bytes, length + 4, bytes.length)
  const again = messages.read(bytes, 2, length + 2)

  assert.is(again, first)
  assert.is((other as { seq: number }).seq, 8)
})

recent('keeps what is still asked for, and no more than sixteen', () => {
  const messages = new RecentMessages()
  const first = read(messages, delta(100))
  const second = read(messages, delta(101))

  for (let seq = 102; seq < 116; seq++) {
    read(messages, delta(seq))
    read(messages, delta(100))
  }
  read(messages, delta(116))

  assert.is(read(messages, delta(100)), first)
  assert.is.not(read(messages, delta(101)), second)
})

recent('knows when the figures of a delta were so, and which are live', () => {
  const figures = '"a":[1,50,"x","live"],"b":["up",70,"x","delayed"],"c":[3,20,"x","live"]'

  const message = read(new RecentMessages(), `{"type":"delta","epoch":"e","seq":3,"figures":{${figures}}}`)
  const empty = read(new RecentMessages(), '{"type":"delta","epoch":"e","seq":3,"figures":{}}')

  assert.equal((message as { times: object }).times, { oldest: 20, newest: 70, newestLive: 50 })
  assert.is((empty as { times: undefined }).times, undefined)
})

recent('say what is wrong with a message that is none of the feed', () => {
  assert.match(what('{"type":"delta","epoch":"e","seq":-1,"figures":{}}'), /seq/)
  assert.match(what('{"type":"delta","epoch":"e","seq":1,"figures":{"a":[null,1,"x","live"]}}'), /figures\.a/)
  assert.match(what('{"type":"welcome","version":2}'), /version/)
  assert.match(what('{"type":"gossip"}'), /type/)
  assert.match(what('<html>'), /"<html>" is no message of the feed/)
  assert.is(what('{"type":"error","code":"INVALID_TOPIC","message":"no"}'), 'the feed says INVALID_TOPIC: no')
})

function delta(seq: number): string {
  return `{"type":"delta","epoch":"e1","seq":${seq},"figures":{"BTC.price":[91000,1700000000000,"demo","live"]}}`
}

function read(messages: RecentMessages, text: string): FeedMessage {
  return messages.read(Buffer.from(text), 0, Buffer.byteLength(text))
}

function what(text: string): string {
  const message = read(new RecentMessages(), text)
  return message.type === 'wrong' ? message.what : `it is a ${message.type}`
}

recent.run()
