import type { TerminalOut } from '../../lib/api/frames';
import type { SeenAnswer, SeenPage } from './seen';
import type { Fail } from './violation';

/** A page may know already what reaches its terminal late: not again and again. */
const TOLD_MAX = 3;

/**
 * PSH5: a question is held until there is something newer than it says is held. A terminal that tells
 * the same again and again makes its page ask as fast as it can.
 */
export class PollOracle {
  readonly #told = new Map<SeenPage, { what: string; times: number }>();

  constructor(readonly fail: Fail) {}

  answered(page: SeenPage, frames: readonly TerminalOut[], { life, have }: SeenAnswer): void {
    const isReset = frames.some((frame) => frame.t === 'reset');
    const records = frames.flatMap((frame) => {
      if (frame.t === 'lots') return frame.lots;
      return frame.t === 'gone' ? frame.gone : [];
    });
    const known = records.find(({ id, version }) => (have.get(id) ?? 0) >= version);
    if (!known || isReset) {
      this.#told.delete(page);
      return;
    }
    const what = `lot:${known.id}@${known.version}`;
    const before = this.#told.get(page);
    const times = before?.what === what ? before.times + 1 : 1;
    this.#told.set(page, { what, times });
    if (times > TOLD_MAX) {
      this.fail('PSH5', `${life.process} tells ${page.life.process} ${times} times of ${what}`);
    }
  }
}
