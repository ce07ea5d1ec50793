/**
 * What a page has read of the reports, and whether it would read the same again: each call with its arguments is noted,
 * and has a value that changes only when its answer may have.
 */
import { shortHash } from '../core/short-hash.ts'
import { type ReportIndex } from './report-index.ts'
import type { reportsIn } from './reports.ts'

type Reports = ReturnType<typeof reportsIn>

/** The same reports; `note` gets each call as `latest`, `get 12`, `list 1 10`, `older 12 4`, `newer 12 1`, `ids` or `dates 0 1000`. */
export function notedReports(reports: Reports, note: (read: string) => void): Reports {
  return {
    latest() {
      note('latest')
      return reports.latest()
    },
    get(id) {
      note(`get ${id}`)
      return reports.get(id)
    },
    list({ page, perPage }) {
      note(`list ${page} ${perPage}`)
      return reports.list({ page, perPage })
    },
    older(id, count) {
      note(`older ${id} ${count}`)
      return reports.older(id, count)
    },
    newer(id, count) {
      note(`newer ${id} ${count}`)
      return reports.newer(id, count)
    },
    ids() {
      note('ids')
      return reports.ids()
    },
    dates({ from, count }) {
      note(`dates ${from} ${count}`)
      return reports.dates({ from, count })
    },
  }
}

/** The value of a noted call. It is that of all languages: what is the same in one of them is seen when it is loaded. */
export function createReadValues(index: ReportIndex): (read: string) => string {
  let ids: string | undefined
  const { size } = index
  const versionAt = (position: number | undefined) =>
    position === undefined || position >= size ? '' : index.versionAt(position)
  const entries = (from: number, to: number) => {
    let versions = ''
    for (let at = Math.max(0, from); at < Math.min(to, size); at++) versions += index.entryVersionAt(at)
    return versions
  }
  const allIds = () => Array.from({ length: size }, (_, position) => index.idAt(position))
  const dates = (from: number, count: number) => {
    const end = size - from
    const all = []
    for (let at = Math.max(0, end - count); at < end; at++) all.push(index.idAt(at), index.timeAt(at))
    return shortHash(all.join())
  }

  return (read) => {
    const [call, ...args] = read.split(' ')
    const [first = 0, second = 0] = args.map(Number)
    if (call === 'latest') return versionAt(0)
    if (call === 'get') return versionAt(index.positionOf(first))
    if (call === 'list') return `${size} ${entries((first - 1) * second, first * second)}`
    if (call === 'dates') return dates(first, second)
    if (call === 'ids') return (ids ??= shortHash(allIds().join(' ')))
    const at = index.positionOf(first)
    if (at === undefined) return ''
    return call === 'newer' ? entries(at - second, at) : entries(at + 1, at + 1 + second)
  }
}
