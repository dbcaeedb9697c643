import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openedOnEnd } from '../../lib/auction/ledger/openings';
import { bodiesOf, chained } from '../../lib/auction/testing/chained';
import { clock, Room } from '../../lib/auction/testing/room';
import { lifeInFile } from './from-file';
import { wholeLife } from './pages';

const folder = mkdtempSync(join(tmpdir(), 'replay-lot-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** P5 with 200, closed, as anyone may save it. */
function savedLedger() {
  const room = new Room();
  room.max('A', 150);
  room.max('B', 200);
  room.run({ kind: 'closeLot', by: 'clock' }, clock('12:00:00.500'));
  const { entries, openings } = chained(room.settlements);
  return { lotId: 42, entries, openings: openedOnEnd(bodiesOf({ entries }), openings) };
}

function lifeIn(saved: object | string) {
  const path = join(folder, 'ledger.json');
  writeFileSync(path, typeof saved === 'string' ? saved : JSON.stringify(saved));
  return lifeInFile(path);
}

it('[LED2, LED5] plays a saved ledger: the winner’s last limit stays closed', () => {
  const life = lifeIn(savedLedger());
  if (!life.ok) throw new Error(life.error);
  expect(life.value.problem).toBeNull();
  const printed = wholeLife(life.value);
  expect(printed).toContain('Paddle 1 bids up to 150.00: it leads');
  expect(printed).toContain('Paddle 2 bids up to a limit that was never opened: it leads');
  expect(printed).toContain('sold to paddle 2 at 160.00');
  expect(printed).toContain('It took 160.00 or further to win; how far is not in the ledger.');
});

it('[LED2] stops where the chain is broken, or an entry does not follow', () => {
  const { entries, ...rest } = savedLedger();
  const forged = entries.map((entry, at) =>
    at === 2 ? { ...entry, text: entry.text.replace('16000', '17000') } : entry,
  );
  expect(lifeIn({ ...rest, entries: forged })).toMatchObject({
    ok: true,
    value: { problem: 'The chain is broken at entry 3: wrong-hash.' },
  });
  expect(lifeIn({ ...rest, entries, openings: [] })).toMatchObject({
    ok: true,
    value: { problem: 'Entry 2 cannot be played: its limit is not opened.' },
  });
});

it.each(['', '{}', '{"lotId":1,"entries":[],"openings":[]}'])(
  'says that %j is no ledger',
  (text) => {
    expect(lifeIn(text).ok).toBe(false);
  },
);
