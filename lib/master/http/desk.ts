import type pg from 'pg';
import type { Operations } from '../../api/v1/operations';
import type { Catalogue } from '../catalogue/catalogue';
import type { LaneAnswer, LaneInput } from '../lanes/lane-input';
import type { PrimaryClock } from '../primary-clock';

/** What handlers work with. */
export interface Desk {
  primary: pg.Pool;
  /** Public reads; may be a moment behind. */
  replica: pg.Pool;
  clock: PrimaryClock;
  lanes: { submit(lotId: number, input: LaneInput): Promise<LaneAnswer> };
  catalogue: Catalogue;
  operations(): Promise<Operations>;
}
