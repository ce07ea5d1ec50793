import { useWords } from '../words.ts'

/** How the feed is, and a button that stops it. A page has one; it shows once the script runs that makes it work. */
export function ConnectionPill() {
  const { states, pauseWords } = useWords().t.live
  return (
    <p class="feed">
      <span class="pill" role="status" data-feed-state data-words={JSON.stringify(states)}>
        <span class="visually-hidden" />
        <span aria-hidden="true" />
      </span>
      <button type="button" class="feed-pause" data-feed-pause data-words={JSON.stringify(pauseWords)}>
        {pauseWords.pause}
      </button>
    </p>
  )
}
