import clsx from 'clsx';
import type { ReactNode } from 'react';
import { Glyph, type GlyphName } from './glyph';

/** What a chip says; filled = act, tinted = rest (LOOK 1). */
export type ChipTone =
  | 'winning'
  | 'outbid'
  | 'reserve-met'
  | 'reserve-not-met'
  | 'ending'
  | 'live'
  | 'stale'
  | 'danger'
  | 'neutral';

const TONES: Record<ChipTone, string> = {
  winning: 'bg-winning-tint text-winning',
  outbid: 'bg-outbid-fill text-on-fill',
  'reserve-met': 'bg-reserve-tint text-reserve',
  'reserve-not-met': 'bg-reserve-tint text-reserve',
  ending: 'bg-ending-fill text-on-ending shadow-[inset_0_0_0_2px_var(--ending)]',
  live: 'bg-live-tint text-live',
  stale: 'bg-stale-tint text-stale',
  danger: 'bg-danger-tint text-danger',
  neutral: 'bg-sunk text-ink-2',
};

const GLYPHS: Record<ChipTone, GlyphName | null> = {
  winning: 'winning',
  outbid: 'outbid',
  'reserve-met': 'reserve-met',
  'reserve-not-met': 'reserve-not-met',
  ending: 'ending',
  live: 'live',
  stale: 'stale',
  danger: 'danger',
  neutral: null,
};

/** A square label with its sign: a standing, a state. Never decoration. */
export function Chip(props: { tone: ChipTone; children: ReactNode; className?: string }) {
  const glyph = GLYPHS[props.tone];
  return (
    <span
      className={clsx(
        'inline-flex max-w-full items-center gap-1.5 px-2 py-0.5 type-label',
        TONES[props.tone],
        props.className,
      )}
    >
      {glyph ? <Glyph name={glyph} /> : null}
      <span className="truncate">{props.children}</span>
    </span>
  );
}
