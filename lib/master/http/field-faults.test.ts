import { expect, test } from 'vitest';
import { createAuction } from '../../api/v1/auctions';
import { placeBid } from '../../api/v1/bids';
import { createLots } from '../../api/v1/lots';
import { fieldFaults } from './field-faults';

function pointers(
  schema: typeof placeBid | typeof createLots | typeof createAuction,
  value: unknown,
) {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : fieldFaults(parsed.error).map((fault) => fault.pointer);
}

test('each fault is named by its JSON pointer, unknown fields too', () => {
  expect(pointers(placeBid, { amountMinor: '1', kind: 'exact', x: 1, y: 2 })).toEqual([
    '/amountMinor',
    '/x',
    '/y',
  ]);
  expect(pointers(placeBid, null)).toEqual(['']);
});

test('a name with a slash or a tilde is escaped (RFC 6901)', () => {
  expect(pointers(placeBid, { amountMinor: 1, kind: 'max', 'a/b~c': 1 })).toEqual(['/a~1b~0c']);
});

test('of several forms the nearest is explained', () => {
  const lot = {
    title: { en: 'A', zh: '' },
    startMinor: 1,
    opensAt: '2030-01-01T00:00:00Z',
    closesAt: '2030-01-02T00:00:00Z',
  };
  expect(pointers(createLots, { ...lot, startMinor: 0 })).toEqual(['/startMinor']);
  expect(pointers(createLots, { lots: [lot, { ...lot, startMinor: 0 }] })).toEqual([
    '/lots/1/startMinor',
  ]);
  const sale = { title: { en: 'A', zh: '' }, currency: 'GBP', ladder: [{ fromMinor: 0 }] };
  expect(pointers(createAuction, sale)).toEqual(['/ladder/0/stepMinor']);
});
