import { minor } from './room';
import { Saleroom } from './saleroom';

/** A lot that was called: opened 1, bid 2, floor bid 3, other steps 4, undone 5, warned 6, called 7, sold 8. */
export function calledLot(): Saleroom {
  const room = new Saleroom();
  room.max('A', 150);
  room.floor('B', 200);
  room.says({ kind: 'setIncrement', stepMinor: minor(20) });
  room.undo();
  room.warn();
  room.call();
  room.sell();
  return room;
}
