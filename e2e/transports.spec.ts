import { expect } from '@playwright/test';
import { expectLive, expectPrice } from './world/bidding';
import { pidAt } from './world/processes';
import { test } from './world/world';

const DOORS = { sse: '/v1/stream', poll: '/v1/poll' };

for (const transport of ['sse', 'poll'] as const) {
  test(`A page forced to ${transport} sees another's bid, and survives its terminal`, async ({
    world,
  }) => {
    const { auction, lots } = await world.sale({ lots: 1, startMinor: 10_000 });
    const lotId = lots[0]?.id ?? 0;
    // Two, because nobody raises an exact bid of their own.
    const rivals = [await world.rival(auction), await world.rival(auction)] as const;
    const bid = async (rival: (typeof rivals)[number], amountMinor: number) => {
      const answer = await rival.send(
        ...(['POST', `/api/v1/lots/${lotId}/bids`] as const),
        { amountMinor, kind: 'exact' },
        { 'idempotency-key': `e2e-${transport}-${amountMinor}` } as never,
      );
      expect(answer.ok).toBe(true);
    };
    const { page } = await world.person('Ada');
    /** Where the page asked last, and by which doors. */
    let terminal = '';
    const doors = new Set<string>();
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (!url.pathname.startsWith('/v1/')) return;
      doors.add(url.pathname);
      terminal = url.origin;
    });
    await page.goto(`/lots/${lotId}?transport=${transport}`);
    await expectLive(page);
    await bid(rivals[0], 20_000);
    await expectPrice(page, 20_000);
    await expectLive(page);

    const before = terminal;
    process.kill(pidAt(before), 'SIGKILL');
    await bid(rivals[1], 30_000);
    await expectPrice(page, 30_000);
    await expectLive(page);
    await expect.poll(() => terminal).not.toBe(before);
    expect([...doors]).toEqual([DOORS[transport]]);
  });
}
