/** What each colour stands for. `line` draws the dashes that tell lines apart without colour. */
export function Legend({ entries, line = false }: { entries: { label: string; value?: string }[]; line?: boolean }) {
  return (
    <ul class="legend">
      {entries.map(({ label, value }, index) => (
        <li key={index}>
          <svg class="swatch" viewBox="0 0 22 12" width="22" height="12" aria-hidden="true">
            {line ? (
              <path class={`line tone-${(index % 8) + 1}`} d="M0,6L22,6" />
            ) : (
              <rect class={`fill tone-${(index % 8) + 1}`} x="5" width="12" height="12" rx="3" />
            )}
          </svg>
          {label} {value && <span class="legend-value">{value}</span>}
        </li>
      ))}
    </ul>
  )
}
