import { expect, test } from 'vitest';
import { parseBidFile } from './csv';

const HEADER = 'auction_id,bid,bid_time_days,bidder,opening_price,final_price,item,duration_days';
const GOOD = '7,12.5,0.25,b1,10,15,Lamp,3';
const file = (...rows: string[]) => [HEADER, ...rows, ''].join('\n');

test('amounts become whole minor units and lines keep their number', () => {
  expect(parseBidFile(file(GOOD))).toEqual({
    ok: true,
    value: [
      {
        line: 2,
        auctionId: '7',
        bidder: 'b1',
        amountMinor: 1250,
        timeDays: 0.25,
        openingMinor: 1000,
        finalMinor: 1500,
        item: 'Lamp',
      },
    ],
  });
});

test.each([
  ['7,-1,0.25,b1,10,15,Lamp,3', 'bid must be an amount'],
  ['7,12.505,0.25,b1,10,15,Lamp,3', 'bid must be an amount'],
  ['7,1e3,0.25,b1,10,15,Lamp,3', 'bid must be an amount'],
  ['7,0,0.25,b1,10,15,Lamp,3', 'bid must be at least 0.01'],
  ['7,12,soon,b1,10,15,Lamp,3', 'bid_time_days must be a number of days, not "soon"'],
  ['7,12,0.25,,10,15,Lamp,3', 'bidder must not be empty'],
  ['7,12,0.25,b1,,15,Lamp,3', 'opening_price must be an amount'],
  ['7,12,0.25,b1,10,15,Lamp,x', 'duration_days must be a whole number'],
])('the row %j is named by its line', (row, message) => {
  const parsed = parseBidFile(file(GOOD, GOOD, row));
  expect(parsed).toMatchObject({ ok: false, error: { line: 4 } });
  expect(!parsed.ok && parsed.error.message).toContain(message);
});

test('a row with a missing cell, a file without bids and a wrong header are refused', () => {
  expect(parseBidFile(file('7,12'))).toMatchObject({ ok: false, error: { line: 2 } });
  expect(parseBidFile(file())).toMatchObject({ error: { message: 'the file has no bids' } });
  const wrong = parseBidFile(`auction,bid\n1,2\n`);
  expect(!wrong.ok && wrong.error.message).toContain('auction_id');
});
