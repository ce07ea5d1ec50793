import { usePage } from 'enddel'
import { useWords } from '../words.ts'

export function EmptyState({ title, hint }: { title: string; hint: string }) {
  const page = usePage()
  return (
    <div class="empty-state">
      <p class="empty-title">{title}</p>
      <p>{hint}</p>
      <p>
        <a href={page.href('/')}>{useWords().t.nav.home}</a>
      </p>
    </div>
  )
}
