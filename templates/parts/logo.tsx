export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0b4f7d" />
      <path
        d="M7 21.5 12.5 15l4.5 4 8-9"
        fill="none"
        stroke="#fff"
        stroke-width="3"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
      <circle cx="25" cy="10" r="2.6" fill="#f0a060" />
    </svg>
  )
}
