import { usePage } from 'enddel'
import { useWords } from './words.ts'

export function NotFound() {
  const words = useWords()
  return (
    <>
      <h1>{words.notFound}</h1>
      <p>
        <a href={usePage().href('/')}>{words.home}</a>
      </p>
    </>
  )
}
