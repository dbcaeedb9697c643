import { describe, expect, it } from 'vitest';
import { aLot } from './testing/fake-world';
import { livePage, seedOf } from './testing/open-page';

describe('the primary’s time on a page', () => {
  it('[PSH7] is measured by a ping between two beats, with half the round trip as its error', () => {
    const page = livePage(seedOf(aLot(1)), { primaryMs: 9_000_000 });
    page.pass(1_000);
    page.send.beat(3, [aLot(1)]);
    expect(page.link().pings).toBe(0);
    page.pass(350);
    expect(page.link().pings).toBe(1);
    page.pass(40);
    page.send.beat(3, [aLot(1)], page.nowMs() - 20);
    const time = page.live.serverClock.read();
    expect(time?.errorMs).toBeLessThanOrEqual(20.1);
    expect(Math.abs((time?.nowMs ?? 0) - page.nowMs())).toBeLessThanOrEqual(20.1);
  });

  it('[PSH7] a rendering of a clock that is a little ahead does not turn a long open page stale', () => {
    const page = livePage(seedOf(aLot(1)));
    page.pass(600_000);
    page.send.beat(3, [aLot(1)]);
    page.live.watch({ channels: ['auction:7'], seed: seedOf(aLot(1)), asOfMs: page.nowMs() + 40 });
    page.pass(1_000);
    page.send.beat(3, [aLot(1)]);
    expect(page.state()).toBe('live');
    expect(Math.abs((page.live.serverClock.read()?.nowMs ?? 0) - page.nowMs())).toBeLessThan(200);
  });

  it('[PSH7, EPO1] what was measured of the primary that was is void with the first word of the next one’s', () => {
    const page = livePage(seedOf(aLot(1)));
    page.pass(1_000);
    page.send.beat(3, [aLot(1)]);
    // The next primary's clock is so near that nothing it says contradicts the old one's.
    page.send.frames({ ...page.helloFrame(4, [aLot(1)]), nowMs: page.nowMs() - 200 });
    expect(page.live.serverClock.read()).toMatchObject({
      nowMs: page.nowMs() - 200,
      errorMs: Number.POSITIVE_INFINITY,
    });
  });

  it('[PSH7, EPO1] so it is where a rendering told of the new epoch before the terminal, which says no hello', () => {
    const page = livePage(seedOf(aLot(1)));
    page.pass(1_000);
    const seed = { ...seedOf(aLot(1)), epoch: 4 };
    page.live.watch({ channels: ['auction:7'], seed, asOfMs: page.nowMs() - 200 });
    page.send.beat(3, [aLot(1)]);
    page.send.frames({ t: 'reset', epoch: 4 });
    page.send.beat(4, [aLot(1)], page.nowMs() - 200);
    expect(page.live.serverClock.read()?.nowMs).toBe(page.nowMs() - 200);
  });

  it('[PSH7] a regular beat is never taken for the answer to a ping', () => {
    const page = livePage(seedOf(aLot(1)));
    page.pass(1_000);
    page.send.beat(3, [aLot(1)]);
    const before = page.live.serverClock.read()?.errorMs ?? 0;
    page.pass(950);
    page.send.beat(3, [aLot(1)]);
    expect(page.link().pings).toBe(1);
    expect(page.live.serverClock.read()?.errorMs).toBeGreaterThanOrEqual(before - 1);
  });

  it('[PSH7] asks a master where the transport cannot be spoken to', async () => {
    const page = livePage(seedOf(aLot(1)), { transport: 'sse' });
    page.pass(1_000);
    page.send.beat(3, [aLot(1)]);
    page.pass(350);
    for (let turn = 0; turn < 6; turn += 1) await Promise.resolve();
    expect(page.live.serverClock.read()?.errorMs).toBeLessThan(1);
  });
});
