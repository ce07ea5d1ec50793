import type { Board, StampedFigure } from '../market/board.ts'
import type { Clock, FigureId } from '../market/figure.ts'
import type { Outgoing } from './outgoing.ts'
import { topicsKey, topicsOf } from './topics.ts'

/** One client, by whatever transport. */
export interface Member {
  /**
   * Up to where this one was told the figures by itself. Undefined when it is in step: it was told all that its group was.
   * It may be ahead of its group, having asked in between, or behind, having been held.
   */
  known: Clock | undefined
  /** It is behind with reading; until it has read, nothing is sent. */
  readonly isHeld: boolean
  send(message: Outgoing): void
  /** To send when it is held no longer; of each type the newest. */
  owe(message: Outgoing): void
}

/** Clients with the same topics: they are sent the same bytes. */
export interface Group {
  readonly key: string
  readonly topics: ReadonlySet<string>
  readonly members: Set<Member>
}

/** The group of every member, each there as long as it has members. */
export class Groups {
  readonly #byKey = new Map<string, Group>()
  readonly #byTopic = new Map<string, Set<Group>>()
  readonly #byMember = new Map<Member, Group>()

  of(member: Member): Group | undefined {
    return this.#byMember.get(member)
  }

  withTopic(topic: string): Iterable<Group> {
    return this.#byTopic.get(topic) ?? []
  }

  all(): Iterable<Group> {
    return this.#byKey.values()
  }

  place(member: Member, topics: ReadonlySet<string>): Group {
    const key = topicsKey(topics)
    const before = this.#byMember.get(member)
    if (before?.key === key) return before
    this.remove(member)
    const group = this.#byKey.get(key) ?? this.#add({ key, topics, members: new Set() })
    group.members.add(member)
    this.#byMember.set(member, group)
    return group
  }

  remove(member: Member): void {
    const group = this.#byMember.get(member)
    this.#byMember.delete(member)
    if (!group?.members.delete(member) || group.members.size > 0) return
    this.#byKey.delete(group.key)
    for (const topic of group.topics) {
      const groups = this.#byTopic.get(topic)
      groups?.delete(group)
      if (groups?.size === 0) this.#byTopic.delete(topic)
    }
  }

  #add(group: Group): Group {
    this.#byKey.set(group.key, group)
    for (const topic of group.topics) {
      const groups = this.#byTopic.get(topic)
      if (groups) groups.add(group)
      else this.#byTopic.set(topic, new Set([group]))
    }
    return group
  }
}

export type StampedEntry = [FigureId, StampedFigure]

/** The figures of a group that changed after `seq`. */
export function figuresSince(board: Board, group: Group, seq: number): StampedEntry[] {
  return [...board.since(seq)].filter(([id]) => topicsOf(id).some((topic) => group.topics.has(topic)))
}

/** What changed after `seq`, by the groups it is news to. Groups without news are not looked at. */
export function newsByGroup(board: Board, groups: Groups, seq: number): Map<Group, StampedEntry[]> {
  const news = new Map<Group, StampedEntry[]>()
  for (const entry of board.since(seq)) {
    for (const topic of topicsOf(entry[0])) {
      for (const group of groups.withTopic(topic)) {
        const entries = news.get(group)
        if (!entries) news.set(group, [entry])
        // A group may have both a coin and one figure of it.
        else if (entries.at(-1) !== entry) entries.push(entry)
      }
    }
  }
  return news
}
