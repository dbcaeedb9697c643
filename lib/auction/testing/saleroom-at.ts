import type { LiveStage } from '../state';
import { clock } from './room';
import { Saleroom } from './saleroom';

const TEN = clock('10:00:00');

/** A lot that has just come to a stage; 150 was bid by A where anything was. */
export const AT: Record<LiveStage, () => Saleroom> = {
  'pre-sale': () => new Saleroom({}, 'pre-sale'),
  'on-the-block': () => {
    const room = new Saleroom();
    room.floor('A', 150);
    return room;
  },
  'fair-warning': () => {
    const room = AT['on-the-block']();
    room.warn();
    return room;
  },
  'final-call': () => {
    const room = AT['fair-warning']();
    room.call();
    return room;
  },
  'on-hold': () => {
    const room = AT['final-call']();
    room.says({ kind: 'hold' });
    return room;
  },
  sold: () => {
    const room = AT['final-call']();
    room.sell();
    return room;
  },
  passed: () => {
    const room = new Saleroom();
    room.pass();
    return room;
  },
  withdrawn: () => {
    const room = AT['final-call']();
    room.run({ kind: 'withdrawLot' }, TEN);
    return room;
  },
};
