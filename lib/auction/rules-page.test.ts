import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { examplesIn, playExample } from './testing/rules-page';
import { FORMAT_HEADINGS } from './testing/rules-page-terms';

const EXAMPLES = examplesIn(readFileSync('docs/RULES.md', 'utf8'));

describe('the page that explains the rules to auctioneers', () => {
  it.each(EXAMPLES)(
    '[PRX1, PRX2, RES2, SFT1, RET1, SEA1, VIC1, MUL1, DUT1, BUY1, ABS1] tells the truth under "$heading"',
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

  it.each(FORMAT_HEADINGS)('has a section about the format %s', (format) => {
    const begun = EXAMPLES.map(({ heading }) => heading.split(':')[0]);
    expect(begun.filter((one) => one === format)).toEqual([format]);
  });
});
