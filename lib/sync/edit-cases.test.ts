import { describe, expect, it } from 'vitest';
import { EDIT_ACTIONS, type EditCase, type EditPolicy, editCase } from './edit-cases';
import { fieldsDigest } from './field-edits';

const SCHEMA = { version: 1, fields: ['title', 'estimate'] };
const digest = (title: string) => fieldsDigest(SCHEMA, { title, estimate: null });
const base = { version: 3, digest: digest('vase') };

const CASES: [EditCase, Parameters<typeof editCase>[0]][] = [
  ['new', { base: null, mine: digest('jar'), server: null }],
  ['same', { base, mine: digest('vase'), server: { version: 3, digest: digest('vase') } }],
  ['same', { base, mine: digest('vase'), server: { version: 3, digest: null } }],
  ['edited', { base, mine: digest('jar'), server: { version: 3, digest: null } }],
  ['edited', { base, mine: digest('jar'), server: { version: 3, digest: digest('vase') } }],
  ['behind', { base, mine: digest('vase'), server: { version: 4, digest: digest('bowl') } }],
  ['both', { base, mine: digest('jar'), server: { version: 4, digest: digest('bowl') } }],
  ['gone', { base, mine: digest('vase'), server: null }],
  ['gone-edited', { base, mine: digest('jar'), server: null }],
];

const POLICIES: EditPolicy[] = ['server-wins', 'merge-fields', 'ask'];

describe('what is to be done with a record held offline', () => {
  it.each(CASES)('[EDT2] %s is told from versions and digests', (wanted, held) => {
    expect(editCase(held)).toBe(wanted);
  });

  it('[EDT2] every case has its action under every policy', () => {
    const actions = Object.fromEntries(
      Object.entries(EDIT_ACTIONS).map(([name, row]) => [name, POLICIES.map((one) => row[one])]),
    );
    expect(actions).toEqual({
      new: ['send', 'send', 'send'],
      same: ['nothing', 'nothing', 'nothing'],
      edited: ['send', 'send', 'send'],
      behind: ['download', 'download', 'download'],
      both: ['download', 'merge', 'ask'],
      gone: ['forget', 'forget', 'forget'],
      'gone-edited': ['ask', 'ask', 'ask'],
    });
  });

  it('[EDT1] the same version of another history is another record: its digest tells', () => {
    const other = { version: 3, digest: digest('bowl') };
    expect(editCase({ base, mine: digest('vase'), server: other })).toBe('behind');
    expect(editCase({ base, mine: digest('jar'), server: other })).toBe('both');
  });

  it('[EDT1] a version that went back, after a promotion, is not taken for the same', () => {
    const older = { version: 2, digest: null };
    expect(editCase({ base, mine: digest('vase'), server: older })).toBe('behind');
  });

  it('[EDT3] an edit that was taken back is none', () => {
    const server = { version: 3, digest: null };
    expect(editCase({ base, mine: digest('jar'), server })).toBe('edited');
    expect(editCase({ base, mine: digest('vase'), server })).toBe('same');
  });
});
