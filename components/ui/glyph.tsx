/** The signs of LOOK 1, drawn as 12px SVG because the fonts lack them. */
export type GlyphName =
  | 'winning'
  | 'outbid'
  | 'reserve-met'
  | 'reserve-not-met'
  | 'ending'
  | 'live'
  | 'stale'
  | 'danger'
  | 'close'
  | 'previous'
  | 'next';

const LINE = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.6 } as const;

const SHAPES: Record<GlyphName, React.ReactNode> = {
  winning: <path d="M6 1.5 11 10.5H1z" fill="currentColor" />,
  outbid: <path d="M6 10.5 1 1.5h10z" fill="currentColor" />,
  'reserve-met': <path d="M6 .5 11.5 6 6 11.5.5 6z" fill="currentColor" />,
  'reserve-not-met': <path d="M6 1.6 10.4 6 6 10.4 1.6 6z" {...LINE} />,
  ending: (
    <>
      <circle cx="6" cy="6" r="4.7" {...LINE} />
      <path d="M6 3.2V6l2 1.4" {...LINE} />
    </>
  ),
  live: <path d="M3.5 1h5v10h-5z" fill="currentColor" />,
  stale: <path d="M.5 6h3M4.5 6h3M8.5 6h3" {...LINE} />,
  danger: (
    <>
      <circle cx="6" cy="6" r="4.9" {...LINE} />
      <path d="m4 4 4 4M8 4 4 8" {...LINE} />
    </>
  ),
  close: <path d="m1.5 1.5 9 9M10.5 1.5l-9 9" {...LINE} />,
  previous: <path d="M8.5 1 3.5 6l5 5" {...LINE} />,
  next: <path d="m3.5 1 5 5-5 5" {...LINE} />,
};

/** A sign beside words; silent for screen readers unless it stands alone with a `label`. */
export function Glyph({ name, label }: { name: GlyphName; label?: string }) {
  const size = { viewBox: '0 0 12 12', width: 12, height: 12 };
  return label ? (
    <svg {...size} className="inline-block flex-none" role="img" aria-label={label}>
      {SHAPES[name]}
    </svg>
  ) : (
    <svg {...size} className="inline-block flex-none" aria-hidden="true">
      {SHAPES[name]}
    </svg>
  );
}
