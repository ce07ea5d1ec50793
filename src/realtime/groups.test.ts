import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createBoard } from '../market/board.ts'
import { Groups, type Member, newsByGroup } from './groups.ts'

const grouping = suite('realtime/groups')

const member = (): Member => ({ known: undefined, isHeld: false, send() {}, owe() {} })

grouping('have members with the same topics, in whatever order they were named', () => {
  const groups = new Groups()
  const [one, other] = [member(), member()]

  assert.is(groups.place(one, new Set(['BTC', 'fng'])), groups.place(other, new Set(['fng', 'BTC'])))
  assert.is.not(groups.place(one, new Set(['BTC'])), groups.of(other))
  assert.is(groups.of(other)!.members.size, 1)
})

grouping('are gone when their last member is', () => {
  const groups = new Groups()
  const [one, other] = [member(), member()]
  groups.place(one, new Set(['BTC', 'fng']))
  groups.place(other, new Set(['BTC']))
  groups.remove(one)
  groups.remove(one)

  assert.is([...groups.all()].length, 1)
  assert.is([...groups.withTopic('fng')].length, 0)
  groups.remove(other)
  assert.equal([[...groups.all()], [...groups.withTopic('BTC')]], [[], []])
})

grouping('hear of a change once, and only those it is for', () => {
  const [groups, board] = [new Groups(), createBoard()]
  const many = groups.place(member(), new Set(['BTC.price', 'BTC', 'market']))
  const btc = groups.place(member(), new Set(['BTC']))
  groups.place(member(), new Set(['ETH', 'build']))
  const figure = { value: 1, at: 1, source: 'demo', status: 'live' } as const
  const figures = { 'BTC.price': figure, 'ADA.price': figure }
  board.apply({ kind: 'snapshot', epoch: 'e', seq: 1, figures })

  const news = [...newsByGroup(board, groups, 0)].map(([group, entries]) => [group, entries.map(([id]) => id)])
  assert.equal(news, [
    [many, ['BTC.price', 'ADA.price']],
    [btc, ['BTC.price']],
  ])
})

grouping.run()
