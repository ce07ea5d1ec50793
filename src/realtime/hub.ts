import type { Board } from '../market/board.ts'
import type { Clock } from '../market/figure.ts'
import type { FeedEvent } from './feed-event.ts'
import { figuresSince, type Group, Groups, type Member, newsByGroup } from './groups.ts'
import { type Outgoing, outgoing, outgoingDelta, outgoingSnapshot } from './outgoing.ts'
import type { ServerMessage } from './protocol.ts'

export type Announcement = Extract<ServerMessage, { type: 'report' | 'build' }>

/** Who has which topics, and what of the board each has been told. */
export interface Hub {
  join(member: Member, topics: Iterable<string>): void
  leave(member: Member): void
  topics(member: Member): ReadonlySet<string>
  /** Adds topics of which the member knows what `claimed` says, and tells it the rest. */
  subscribe(member: Member, topics: Iterable<string>, claimed: Clock | undefined): void
  unsubscribe(member: Member, topics: Iterable<string>): void
  /** Tells what changed since `claimed`, even when that is nothing; all there is when nothing is claimed. */
  resume(member: Member, claimed: Clock | undefined): void
  /** Tells one that was held what it missed, if anything. */
  catchUp(member: Member): void
  announce(message: Announcement): void
  close(): void
}

/** Groups whose last snapshot is kept: most clients are in few of them. */
const maxSnapshots = 64

/** Sends changes of the board as they come, but not more often than every `flushMs`. */
export function createHub(
  { board, now }: { board: Board; now(): number },
  { flushMs }: { flushMs: number },
  onEvent: (event: FeedEvent) => void,
): Hub {
  const groups = new Groups()
  const none: ReadonlySet<string> = new Set()
  const snapshots = new Map<Group, Outgoing>()
  /** Those in step have been told all up to here. */
  let told = board.clock()
  let flushedAt = -Infinity
  let cancelFlush: (() => void) | undefined

  const stopListening = board.onChange(() => {
    snapshots.clear()
    cancelFlush ??= soon(flushedAt + flushMs - performance.now(), flush)
  })

  function flush() {
    cancelFlush = undefined
    flushedAt = performance.now()
    const before = told
    told = board.clock()
    let clients = 0
    const news = before.epoch === told.epoch ? deltas(before.seq) : allSnapshots()
    for (const [group, message] of news) {
      for (const member of group.members) {
        if (member.isHeld) member.known ??= before
        else if (member.known) tellApart(member, group)
        else member.send(message)
      }
      clients += group.members.size
    }
    onEvent({ type: 'flushed', groups: news.length, clients })
  }

  function deltas(seq: number): [Group, Outgoing][] {
    return [...newsByGroup(board, groups, seq)].map(([group, figures]) => [group, outgoingDelta(told, figures)])
  }

  function allSnapshots(): [Group, Outgoing][] {
    return [...groups.all()].filter(({ topics }) => topics.size > 0).map((group) => [group, snapshot(group)])
  }

  function snapshot(group: Group): Outgoing {
    const made = snapshots.get(group)
    if (made) return made
    const message = outgoingSnapshot(board.clock(), now(), figuresSince(board, group, 0))
    if (snapshots.size === maxSnapshots) snapshots.clear()
    snapshots.set(group, message)
    return message
  }

  /** In a flush: brings one that is not in step into step, unless it is ahead even of this process. */
  function tellApart(member: Member, group: Group) {
    const known = member.known
    if (known && known.epoch === told.epoch && known.seq > told.seq) return
    if (known) tell(member, group, known, { always: false })
    member.known = undefined
  }

  /** Sends what is new since a moment: a snapshot when it is of another epoch. */
  function tell(member: Member, group: Group, since: Clock | undefined, { always }: { always: boolean }) {
    const clock = board.clock()
    // A browser may come from a machine that hears of changes sooner.
    const isAhead = since?.epoch === clock.epoch && since.seq > clock.seq
    member.known = isAhead ? since : clock
    if (since?.epoch !== clock.epoch) return member.send(snapshot(group))
    const figures = figuresSince(board, group, since.seq)
    if (figures.length > 0 || always) member.send(outgoingDelta(member.known, figures))
  }

  const topicsOf = (member: Member) => groups.of(member)?.topics ?? none

  function change(member: Member, topics: Iterable<string>): Group {
    const group = groups.place(member, new Set(topics))
    member.send(outgoing({ type: 'subscribed', topics: [...group.topics] }))
    return group
  }

  return {
    join: (member, topics) => void groups.place(member, new Set(topics)),
    leave: (member) => groups.remove(member),
    topics: topicsOf,
    subscribe(member, topics, claimed) {
      const before = topicsOf(member)
      const group = change(member, [...before, ...topics])
      const current = before.size > 0 ? (member.known ?? told) : claimed
      tell(member, group, claimed && current && earlier(claimed, current), { always: true })
    },
    unsubscribe(member, topics) {
      const removed = new Set(topics)
      change(
        member,
        [...topicsOf(member)].filter((topic) => !removed.has(topic)),
      )
    },
    resume(member, claimed) {
      const group = groups.of(member)
      if (group) tell(member, group, claimed, { always: true })
    },
    catchUp(member) {
      const group = groups.of(member)
      if (group && member.known) tell(member, group, member.known, { always: false })
    },
    announce(message) {
      const ready = outgoing(message)
      for (const group of groups.withTopic(message.type === 'report' ? 'reports' : 'build')) {
        for (const member of group.members) {
          if (member.isHeld) member.owe(ready)
          else member.send(ready)
        }
      }
    },
    close() {
      stopListening()
      cancelFlush?.()
    },
  }
}

/** The one from which more is to be told; undefined when they are of two epochs, so that everything is. */
function earlier(one: Clock, other: Clock): Clock | undefined {
  if (one.epoch !== other.epoch) return undefined
  return one.seq < other.seq ? one : other
}

/** All changes of this turn of the event loop belong together, so even at once is not before its end. */
function soon(ms: number, work: () => void): () => void {
  if (ms > 0) {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  }
  const immediate = setImmediate(work)
  return () => clearImmediate(immediate)
}
