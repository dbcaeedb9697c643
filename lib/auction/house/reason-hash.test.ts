import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../shared/assert';
import { reasonHash } from './reason-hash';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
const given = { lotId: 42, reason: 'Bid by mistake: a zero too many', salt: '0'.repeat(32) };

describe('the hash of a reason', () => {
  it('[TRM2, LED6] is that of lot, reason and salt, and of nothing else', () => {
    const text = `{"lotId":42,"reason":"${given.reason}","salt":"${given.salt}"}`;
    expect(reasonHash(given, sha256)).toBe(sha256(text));
    for (const other of [{ lotId: 43 }, { reason: '' }, { salt: '1'.repeat(32) }]) {
      expect(reasonHash({ ...given, ...other }, sha256)).not.toBe(reasonHash(given, sha256));
    }
  });

  it('[LED6] without 128 bits of salt there is none', () => {
    for (const salt of ['', '0'.repeat(31), 'Z'.repeat(32)]) {
      expect(() => reasonHash({ ...given, salt }, sha256)).toThrow(InvariantError);
    }
  });
});
