import { describe, expect, it } from 'vitest';
import { aLot } from './testing/fake-world';
import { livePage, openPage, seedOf } from './testing/open-page';

describe('what a page shows', () => {
  it('[G4] never goes back to an older version within an epoch', () => {
    const page = livePage(seedOf(aLot(1, 5)));
    page.send.lots(aLot(1, 4));
    page.send.frames({ t: 'gone', gone: [{ id: 1, version: 3 }] });
    expect(page.live.records.lot(1)?.version).toBe(5);
  });

  it('[G4] not even when a terminal that is behind resets it', () => {
    const page = livePage(seedOf(aLot(1, 5)));
    page.send.frames({ t: 'reset', epoch: 3 }, { t: 'lots', lots: [aLot(1, 4)] });
    expect(page.live.records.lot(1)?.version).toBe(5);
  });

  it('[EPO2] takes a lower version from a higher epoch, and ignores a lower epoch', () => {
    const page = livePage(seedOf(aLot(1, 5)));
    page.send.frames({ t: 'reset', epoch: 4 }, { t: 'lots', lots: [aLot(1, 2)] });
    expect(page.live.records.lot(1)?.version).toBe(2);
    page.send.hello(3, [aLot(1, 5)]);
    expect(page.live.status.get().connection).toBe('waiting');
    expect(page.live.records.lot(1)?.version).toBe(2);
  });

  it('[PSH2] what a reset does not bring back is dropped once the channel is proven', () => {
    const page = livePage(seedOf(aLot(1), aLot(2)));
    page.send.frames({ t: 'reset', epoch: 4 }, { t: 'lots', lots: [aLot(1)] });
    expect(page.live.records.lot(2)).not.toBeNull();
    page.send.beat(4, [aLot(1)]);
    expect(page.state()).toBe('live');
    expect(page.live.records.lot(2)).toBeNull();
  });

  it('[FET5] a tombstone removes a lot and still counts as held', () => {
    const page = livePage(seedOf(aLot(1), aLot(2)));
    page.send.frames({ t: 'gone', gone: [{ id: 2, version: 2 }] });
    expect(page.live.records.lot(2)).toBeNull();
    page.send.beat(3, [aLot(1)]);
    expect(page.state()).toBe('live');
    page.live.check('asked');
    expect(page.link().claims.at(-1)).toEqual({ epoch: 3, have: '1.1,2.2' });
  });

  it('redraws only the lot that changed', () => {
    const page = livePage(seedOf(aLot(1), aLot(2)));
    const told: string[] = [];
    page.live.records.subscribe('lot:1', () => told.push('lot:1'));
    page.live.records.subscribe('lot:2', () => told.push('lot:2'));
    page.send.lots(aLot(1), aLot(2, 2));
    expect(told).toEqual(['lot:2']);
  });

  it('[PSH2] above 4 KB says digests per channel instead of versions', () => {
    const lots = Array.from({ length: 900 }, (_, at) =>
      aLot(at + 1, 1, { channel: Math.floor(at / 256) }),
    );
    const page = openPage(seedOf(...lots));
    const { claim } = page.link().request;
    expect(claim.have).toBe('');
    expect(Object.keys(claim.digests ?? {}).sort()).toEqual([
      'auction:7/0',
      'auction:7/1',
      'auction:7/2',
      'auction:7/3',
    ]);
  });

  it('[PSH2] claims only what it watches: lots of an earlier page are no part of it', () => {
    const page = livePage(seedOf(aLot(1)));
    page.stop();
    const other = aLot(9, 2, { auctionId: 8 });
    page.live.watch({ channels: ['auction:8'], seed: seedOf(other), asOfMs: page.nowMs() });
    page.pass(0);
    expect(page.links).toHaveLength(2);
    expect(page.links[0]?.isClosed).toBe(true);
    expect(page.link().request.claim.have).toBe('9.2');
    expect(page.state()).toBe('as-of');
  });
});
