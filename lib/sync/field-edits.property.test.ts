import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changesBetween,
  type FieldValues,
  fieldsDigest,
  isSameValue,
  mergeFields,
  rebase,
} from './field-edits';

const FIELDS = ['title', 'description', 'low', 'high', 'pictures'];
const SCHEMA = { version: 1, fields: FIELDS };
const value = fc.oneof(
  fc.constantFrom('a', 'b', 'c'),
  fc.integer({ min: 0, max: 3 }),
  fc.constant(null),
  fc.record({ en: fc.constantFrom('x', 'y'), zh: fc.constantFrom('', '甲') }),
);
const values = fc.record(Object.fromEntries(FIELDS.map((field) => [field, value])));
/** A record and one that came of it by changing a few fields. */
const edited = (base: FieldValues) =>
  fc
    .dictionary(fc.constantFrom(...FIELDS), value)
    .map((changes): FieldValues => ({ ...base, ...changes }));
const history = values.chain((base) =>
  fc.record({ base: fc.constant(base), mine: edited(base), theirs: edited(base) }),
);

const changedFields = (from: FieldValues, to: FieldValues) =>
  new Set(FIELDS.filter((field) => !isSameValue(from[field], to[field])));

describe('merging what was edited offline', () => {
  test('[EDT3] a digest is equal exactly where the named fields are, in whatever order they come', () => {
    fc.assert(
      fc.property(history, ({ base, mine }) => {
        const reversed = Object.fromEntries(Object.entries(mine).reverse());
        expect(fieldsDigest(SCHEMA, reversed)).toBe(fieldsDigest(SCHEMA, mine));
        const isEqual = changedFields(base, mine).size === 0;
        expect(fieldsDigest(SCHEMA, base) === fieldsDigest(SCHEMA, mine)).toBe(isEqual);
      }),
    );
  });

  test('[EDT3] a field that the form does not name changes neither digest nor edits', () => {
    fc.assert(
      fc.property(history, value, ({ base, mine }, more) => {
        const later = { ...mine, notice: more };
        expect(fieldsDigest(SCHEMA, later)).toBe(fieldsDigest(SCHEMA, mine));
        expect(changesBetween(SCHEMA, base, later)).toEqual(changesBetween(SCHEMA, base, mine));
      }),
    );
  });

  test('[EDT3] only changed fields are among the changes, and they lead from base to mine', () => {
    fc.assert(
      fc.property(history, ({ base, mine }) => {
        const changes = changesBetween(SCHEMA, base, mine);
        expect(new Set(Object.keys(changes))).toEqual(changedFields(base, mine));
        const { apply, conflicts } = mergeFields(changes, base);
        expect(conflicts).toEqual([]);
        expect({ ...base, ...apply }).toEqual(mine);
      }),
    );
  });

  test('[EDT2] merging keeps what either side changed, and calls a conflict what both changed apart', () => {
    fc.assert(
      fc.property(history, ({ base, mine, theirs }) => {
        const merged = mergeFields(changesBetween(SCHEMA, base, mine), theirs);
        const here = changedFields(base, mine);
        const there = changedFields(base, theirs);
        for (const field of FIELDS) {
          const isApart = !isSameValue(mine[field], theirs[field]);
          const inConflict = here.has(field) && there.has(field) && isApart;
          expect(merged.conflicts.includes(field)).toBe(inConflict);
          const result = { ...theirs, ...merged.apply }[field];
          if (here.has(field) && !inConflict) expect(result).toEqual(mine[field]);
          else expect(result).toEqual(theirs[field]);
        }
      }),
    );
  });

  test('[EDT2] whose edits come first does not matter where no field is in conflict', () => {
    fc.assert(
      fc.property(history, ({ base, mine, theirs }) => {
        const first = mergeFields(changesBetween(SCHEMA, base, mine), theirs);
        fc.pre(first.conflicts.length === 0);
        const other = mergeFields(changesBetween(SCHEMA, base, theirs), mine);
        expect({ ...mine, ...other.apply }).toEqual({ ...theirs, ...first.apply });
      }),
    );
  });

  test('[EDT5] the same changes put on twice change nothing the second time', () => {
    fc.assert(
      fc.property(history, ({ base, mine, theirs }) => {
        const changes = changesBetween(SCHEMA, base, mine);
        const once = { ...theirs, ...mergeFields(changes, theirs).apply };
        expect(mergeFields(changes, once).apply).toEqual({});
      }),
    );
  });

  test('[EDT2] edits carried to a newer base are the same edits on it', () => {
    fc.assert(
      fc.property(history, ({ base, mine, theirs }) => {
        const carried = rebase(SCHEMA, { base, mine, newer: theirs });
        for (const field of changedFields(base, mine)) expect(carried[field]).toEqual(mine[field]);
        for (const field of changedFields(theirs, carried))
          expect(changedFields(base, mine)).toContain(field);
      }),
    );
  });
});
