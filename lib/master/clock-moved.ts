/**
 * The primary's clock reads otherwise than this master's monotonic one says (TIM2): what was to be
 * decided by it is rolled back, and decided again once the interruption is on record.
 */
export class ClockMoved extends Error {
  override readonly name = 'ClockMoved';

  constructor() {
    super("the primary's clock was moved");
  }
}

/** Compares the primary's clock, as a batch reads it, with this machine's monotonic one. */
export interface ClockGuard {
  /** Call it before the reading is asked for; the function says whether the reading fits. */
  reading(): (primaryMs: number) => boolean;
}
