import { Live, useLive } from 'enddel'
import { useWords } from '../words.ts'

/** A change by arrow and sign for the eye, in words for screen readers; colour comes on top. */
export function LiveChange({ figure }: { figure: string }) {
  const { t } = useWords()
  const live = useLive(figure)
  return (
    <span class={`change ${live('direction')}`} data-live={`class=${figure} direction`}>
      <span aria-hidden="true">
        <span class="change-arrow" data-live={`text=${figure} arrow`}>
          {live('arrow')}
        </span>{' '}
        <Live value={figure} as="change" />
      </span>
      <span class="visually-hidden">
        <Live value={figure} as="words" words={[t.quote.up('{}'), t.quote.down('{}'), t.quote.flat]} />
      </span>
    </span>
  )
}
