import { describe, expect, it } from 'vitest';
import { PLANTED } from './planted/bugs';
import { runSeeds } from './run-seeds';

describe('a bug that somebody could have written', () => {
  it.each(PLANTED)(
    '$rule: $name, is found within $withinSeeds seeds',
    async (bug) => {
      const work = { from: 1, count: bug.withinSeeds, untilBroken: true };
      const { broken, outcomes } = await runSeeds(work, { bug });
      expect(broken?.violation, `${outcomes.length} seeds did not find it`).toBeTruthy();
      // A bug that ends in an exception was not found by a promise.
      expect(broken?.violation?.rule).not.toBe('THROWN');
    },
    600_000,
  );

  it('is refused where its place in the sources is gone', async () => {
    const bug = {
      rule: 'G4',
      name: 'nowhere',
      edits: [{ file: 'lib/sync/version-gate.ts', from: 'no such text', to: '' }],
      withinSeeds: 1,
    };
    await expect(runSeeds({ from: 1, count: 1 }, { bug })).rejects.toThrow(
      'does not hold exactly one',
    );
  });
});
