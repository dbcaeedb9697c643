import type { LotCommand } from '../command';
import type { Settlement } from '../settle';
import type { LotTermsOf } from '../state';
import type { LotStep } from '../why/bid-why';
import { Room, type RoomFormat } from './room';

/** A test saleroom that remembers its lot's life, step by step. */
export class Story extends Room {
  readonly steps: LotStep[] = [];

  constructor(terms: Partial<LotTermsOf<RoomFormat>> = {}, phase: 'open' | 'scheduled' = 'open') {
    super(terms, 'scheduled');
    if (phase === 'open') this.run({ kind: 'openLot', by: 'clock' }, this.state.opensAtMs);
  }

  override run(command: LotCommand, nowMs: number): Settlement<RoomFormat> {
    const before = this.state;
    const settlement = super.run(command, nowMs);
    this.steps.push({ before, command, settlement });
    return settlement;
  }
}
