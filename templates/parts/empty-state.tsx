import { usePage } from 'enddel'

interface EmptyStateProps {
  title: string
  hint: string
  /** What is drawn above, as a path in 64 by 64. */
  picture?: string
  ways?: readonly { path: string; text: string }[]
}

/** In place of what is not there yet, with ways on to what is. */
export function EmptyState({ title, hint, picture, ways = [] }: EmptyStateProps) {
  const { href } = usePage()
  return (
    <div class="empty-state">
      {picture && (
        <svg class="message-picture" viewBox="0 0 64 64" aria-hidden="true">
          <path d={picture} />
        </svg>
      )}
      <p class="empty-title">{title}</p>
      <p>{hint}</p>
      {ways.length > 0 && (
        <ul class="message-links">
          {ways.map(({ path, text }) => (
            <li key={path}>
              <a href={href(path)}>{text}</a>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
