import { expect, it } from 'vitest';
import { rateLimit, rateLimitEach } from './rate-limit';

function world() {
  let nowMs = 0;
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { clock: { monotonicMs: () => nowMs }, pass };
}

it('lets so many through at once, and then as many as refill', () => {
  const { clock, pass } = world();
  const isWithin = rateLimit(clock, { burst: 3, perSecond: 1 });
  expect([1, 2, 3, 4].map(isWithin)).toEqual([true, true, true, false]);
  pass(2_000);
  expect(isWithin()).toBe(true);
  pass(60_000);
  expect([1, 2, 3, 4].map(isWithin)).toEqual([true, true, true, false]);
});

it('counts each for themselves, and whoever is refused waits no longer for asking on', () => {
  const { clock, pass } = world();
  const isWithin = rateLimitEach(clock, { burst: 1, perSecond: 0.5 });
  expect(['ann', 'ann', 'ben'].map(isWithin)).toEqual([true, false, true]);
  for (let asked = 0; asked < 100; asked += 1) isWithin('ann');
  pass(4_000);
  expect(isWithin('ann')).toBe(true);
});

it('still knows who used theirs up among very many', () => {
  const { clock, pass } = world();
  const isWithin = rateLimitEach(clock, { burst: 2, perSecond: 0.001 });
  isWithin('ann');
  isWithin('ann');
  for (let one = 0; one < 10_050; one += 1) isWithin(`other ${one}`);
  pass(1_000);
  expect(isWithin('ann')).toBe(false);
});
