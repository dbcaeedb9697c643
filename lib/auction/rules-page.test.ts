import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { examplesIn, playExample } from './testing/rules-page';

const EXAMPLES = examplesIn(readFileSync('docs/RULES.md', 'utf8'));

describe('the page that explains the rules to auctioneers', () => {
  it.each(EXAMPLES)(
    '[PRX1, PRX2, RES2, SFT1, RET1] tells the truth under "$heading"',
    (example) => {
      const rows = playExample(example);
      expect(rows.length).toBeGreaterThan(3);
      expect(rows.map(({ told }) => told)).toEqual(rows.map(({ due }) => due));
    },
  );

  it('has an example under each heading', () => {
    const headings = readFileSync('docs/RULES.md', 'utf8').match(/^## .*/gm) ?? [];
    expect(EXAMPLES.map(({ heading }) => `## ${heading}`)).toEqual(headings);
  });
});
