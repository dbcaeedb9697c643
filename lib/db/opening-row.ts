import type { Opening } from '../auction/ledger/chain';

/**
 * What opens a commitment of the ledger (LED5), as stored: outside the chain, so that it can be erased
 * (LED6).
 */
export interface OpeningRow extends Opening {
  readonly lotId: number;
}
