import type { LotTerms } from '../state';

/** A term that cannot stand, by the name of its field. */
export interface TermsProblem {
  readonly field: keyof LotTerms | 'currency';
  readonly kind:
    | 'bad-amount'
    | 'bad-time'
    | 'bad-ladder'
    | 'bad-duration'
    | 'bad-count'
    | 'bad-units'
    | 'unknown-currency'
    /** It means nothing in a lot of this format. */
    | 'not-in-this-format'
    | 'buy-now-too-low';
}
