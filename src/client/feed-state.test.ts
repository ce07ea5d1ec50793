import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type FeedFacts, feedState } from './feed-state.ts'

const state = suite('client/feed-state')

const facts: FeedFacts = { link: { state: 'open' }, isPaused: false, market: 'live', statuses: [] }

state('is live when nothing else is known', () => {
  assert.is(feedState(facts), 'live')
  assert.is(feedState({ ...facts, market: 'off' }), 'stale')
})

state('is how most figures that trade are, in doubt the worse', () => {
  assert.is(feedState({ ...facts, statuses: ['live', 'live', 'stale', 'closed', 'closed', 'closed'] }), 'live')
  assert.is(feedState({ ...facts, statuses: ['stale', 'stale', 'live'] }), 'stale')
  assert.is(feedState({ ...facts, statuses: ['live', 'delayed'] }), 'delayed')
  assert.is(feedState({ ...facts, statuses: ['delayed', 'stale'] }), 'stale')
  assert.is(feedState({ ...facts, statuses: ['closed', 'closed'] }), 'closed')
})

state('says that figures are made up before it says how fresh they are', () => {
  assert.is(feedState({ ...facts, market: 'demo', statuses: ['stale'] }), 'demo')
})

state('is never live without a market, however the figures of the snapshot were', () => {
  assert.is(feedState({ ...facts, market: 'off', statuses: ['live', 'live', 'stale'] }), 'stale')
})

state('follows the connection, and what the reader did before all', () => {
  assert.is(feedState({ ...facts, link: { state: 'connecting' } }), 'connecting')
  assert.is(feedState({ ...facts, link: { state: 'waiting', until: 1 } }), 'disconnected')
  assert.is(feedState({ ...facts, link: { state: 'ended' } }), 'disconnected')
  assert.is(feedState({ ...facts, link: { state: 'away' } }), 'paused')
  assert.is(feedState({ ...facts, link: { state: 'waiting', until: 1 }, isPaused: true }), 'paused')
})

state.run()
