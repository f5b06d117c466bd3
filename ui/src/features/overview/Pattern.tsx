/** How the series of a stacked bar are told apart: by what is drawn in them. The first one is plain. */
export function Pattern({ id, place }: { id: string; place: number }) {
  const quiet = place % 5 > 2;
  const ink = quiet ? "var(--text-3)" : "var(--accent-solid)";
  const drawing = [
    <rect key="all" width={6} height={6} fill={ink} />,
    <path key="lines" d="M0 6 6 0M-1.5 1.5 1.5-1.5M4.5 7.5 7.5 4.5" stroke={ink} strokeWidth={1.8} />,
    <circle key="dots" cx={3} cy={3} r={1.6} fill={ink} />,
    <rect key="quiet" width={6} height={6} fill={ink} />,
    <path key="level" d="M0 1.5H6M0 4.5H6" stroke={ink} strokeWidth={1.2} />,
  ][place % 5];
  return (
    <pattern id={id} width={6} height={6} patternUnits="userSpaceOnUse">
      <rect width={6} height={6} fill={quiet ? "var(--sunken)" : "var(--accent-tint)"} />
      {drawing}
    </pattern>
  );
}

export function Swatch({ pattern }: { pattern: string }) {
  return (
    <svg width={12} height={12} aria-hidden>
      <rect width={12} height={12} fill={`url(#${pattern})`} />
    </svg>
  );
}
