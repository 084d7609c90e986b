/** The product's mark: a list that is being ticked off. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="#184d6d" />
      <g fill="none" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round">
        <path stroke="#7fe0c4" d="M6.5 10.2l2 2 3.6-4M6.5 17.2l2 2 3.6-4" />
        <path stroke="#fff" d="M16 10.2h9.5M16 17.2h9.5" />
        <path stroke="#f0a03c" d="M9 24h.1" />
        <path stroke="#fff" opacity=".55" d="M16 24h6" />
      </g>
    </svg>
  );
}
