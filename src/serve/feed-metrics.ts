import type { FeedEvent } from '../realtime/feed-event.ts'
import type { MetricMakers } from './metric-makers.ts'

/** Returns what is to hear the feed's events. */
export function registerFeedMetrics(
  { counter, asked }: MetricMakers,
  clients: () => number,
): (event: FeedEvent) => void {
  const opened = counter('enddel_feed_connections_total', 'Connections to the feed', ['transport'])
  const refused = counter('enddel_feed_refused_total', 'Connections to the feed that were refused', ['status'])
  const messages = counter('enddel_feed_refused_messages_total', 'Messages that were not understood or allowed', [
    'code',
  ])
  const held = counter('enddel_feed_held_total', 'Times a client fell behind and was sent nothing until it had read')
  const cut = counter('enddel_feed_cut_total', 'Clients that were cut', ['reason'])
  const sent = counter('enddel_feed_messages_total', 'Changes sent to clients')
  asked('enddel_feed_clients', 'Clients of the feed', clients)

  return (event) => {
    switch (event.type) {
      case 'opened':
        return opened.inc({ transport: event.transport })
      case 'refused':
        return refused.inc({ status: String(event.status) })
      case 'message-refused':
        return messages.inc({ code: event.code })
      case 'held':
        return held.inc()
      case 'cut':
        return cut.inc({ reason: event.reason })
      case 'flushed':
        return sent.inc(event.clients)
    }
  }
}
