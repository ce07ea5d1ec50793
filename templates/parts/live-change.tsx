import { bindingOf, Live, type Since, useLive } from 'enddel'
import { useWords } from '../words.ts'

/**
 * A change by arrow and sign for the eye, in words for screen readers; colour comes on top. `figure` is a change itself, or,
 * with `since`, what has changed since then.
 */
export function LiveChange({ figure, since }: { figure: string; since?: Since | undefined }) {
  const { quote } = useWords().t
  const live = useLive(figure, since)
  const words = [quote.up('{}'), quote.down('{}'), quote.flat] as const
  return (
    <span class={`change ${live('direction')}`} data-live={`class=${bindingOf(figure, 'direction', since)}`}>
      <span aria-hidden="true">
        <span class="change-arrow" data-live={`text=${bindingOf(figure, 'arrow', since)}`}>
          {live('arrow')}
        </span>{' '}
        <Live value={figure} as="change" since={since} />
      </span>
      <span
        class="visually-hidden"
        data-live={`text=${bindingOf(figure, 'words', since)}`}
        data-words={words.join('|')}
      >
        {live('words', words)}
      </span>
    </span>
  )
}
