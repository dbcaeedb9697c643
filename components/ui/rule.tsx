/**
 * What a rule says (LOOK 1): texture = how fresh and how final, colour = where you stand.
 * `final-mine` is the double line of a lot sold to you.
 */
export type RuleTexture =
  | 'dotted'
  | 'solid'
  | 'winning'
  | 'outbid'
  | 'stale'
  | 'hold'
  | 'final'
  | 'final-mine';

/** The ruled line every live thing hangs from; always 8px high, so nothing moves when it changes. */
export function Rule({ texture, className }: { texture: RuleTexture; className?: string }) {
  return (
    <div className={className ? `rule ${className}` : 'rule'} data-rule={texture} aria-hidden />
  );
}
