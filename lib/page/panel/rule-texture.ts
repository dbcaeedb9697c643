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
