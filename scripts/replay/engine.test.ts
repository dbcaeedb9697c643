import { expect, it } from 'vitest';
import { bundleWith } from '../../sim/planted/bundle-with';
import { parseBidFile } from './csv';
import { runThroughEngine } from './engine';
import { replayInEngine } from './in-engine';
import { reportOf } from './outcome';
import { replayLots } from './pass';
import { planLots, type RecordedLot } from './plan';
import { readBidFile } from './read-file';
import { NEAR_RIGHT } from './testing/near-right';
import { recordedSale } from './testing/recorded-sale';
import { SAMPLE_FILE, SAMPLE_LAST_LINE } from './testing/sample';

const SALE = recordedSale(300, 20_261_122);

function lotsOf(text: string): RecordedLot[] {
  const bids = parseBidFile(text);
  const lots = bids.ok ? planLots(bids.value) : bids;
  if (!lots.ok) throw new Error(JSON.stringify(lots.error));
  return lots.value;
}

async function countsThrough(run: typeof runThroughEngine): Promise<string | undefined> {
  const outcomes = await replayLots(lotsOf(SALE.text), async (lots) => run(lots));
  return reportOf(outcomes).at(-1);
}

it('[PRX2, PRX3, INC] recorded auctions end to the cent as recorded, or on a reserve that was hidden', async () => {
  expect(SALE.hidden).toBeGreaterThan(10);
  const exact = SALE.lots - SALE.hidden;
  const counts = await countsThrough(runThroughEngine);
  expect(counts).toMatch(
    new RegExp(`^lots=300 exact=${exact} reserve=${SALE.hidden} differ=0 refused=\\d+$`),
  );
});

it.each(NEAR_RIGHT)('[PRX2, PRX3] an engine in which $name is told by its counts', async (near) => {
  const bundle = await bundleWith('scripts/replay/engine.ts', near.edits, near.name);
  const engine: { runThroughEngine: typeof runThroughEngine } = await import(bundle);
  const counts = await countsThrough(engine.runThroughEngine);
  expect(counts).toMatch(/^lots=300 /);
  expect(counts).not.toBe(await countsThrough(runThroughEngine));
});

it('replays a file without a house to the same last line as through one', async () => {
  const file = readBidFile(SAMPLE_FILE);
  if (!file.ok) throw new Error(file.error);
  const lines = await replayInEngine(file.value, { measuredMs: 0 });
  expect(lines.at(-1)).toBe(SAMPLE_LAST_LINE);
  expect(lines[0]).toMatch(/^8 lots by the rules alone, 1 times in .* bids a second$/);
});
