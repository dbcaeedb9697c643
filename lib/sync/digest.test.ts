import { expect, test } from 'vitest';
import { digestOf } from './digest';

const lots = [
  { key: 'lot:42', version: 17 },
  { key: 'lot:43', version: 2 },
];

test('[CHN1] the digest of known records is known: other implementations can be held against it', () => {
  expect(digestOf(1, lots)).toBe('6e95bb31cc81ed6d');
  expect(digestOf(1, [])).toBe('ec9df3bb030d3bee');
});

test('[EPO1] the same records in another epoch have another digest', () => {
  expect(digestOf(2, lots)).not.toBe(digestOf(1, lots));
});

test('[CHN1] versions that swap places between two lots are noticed', () => {
  const swapped = [
    { key: 'lot:42', version: 2 },
    { key: 'lot:43', version: 17 },
  ];
  expect(digestOf(1, swapped)).not.toBe(digestOf(1, lots));
});

test('[CHN1] 200,000 different records give 200,000 different digests', () => {
  const seen = new Set<string>();
  for (let id = 1; id <= 2_000; id += 1) {
    for (let version = 1; version <= 100; version += 1) {
      seen.add(digestOf(1, [{ key: `lot:${id}`, version }]));
    }
  }
  expect(seen.size).toBe(200_000);
});
