import { describe, expect, it } from 'vitest';
import type { LotLedgerView } from '../../lib/api/v1/ledger';
import { joinPages, readKept } from './kept-files';

const page = (over: Partial<LotLedgerView> = {}): LotLedgerView => ({
  format: 'lotcast-ledger/2',
  auctionId: 7,
  lotId: 42,
  isComplete: true,
  entries: [1, 2].map((entry) => ({ text: `{"entry":${entry}}`, hash: 'ab' })),
  openings: [{ entry: 2, of: 'max', amountMinor: 15_000, salt: 'cd' }],
  next: null,
  ...over,
});

describe('files the verifier is given', () => {
  it('[LED2] reads what the house gave, of each kind', () => {
    expect(readKept('ledger', JSON.stringify(page()))).toEqual({ ok: true, value: page() });
    const jwks = { keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'a', x: 'b' }] };
    expect(readKept('keys', JSON.stringify(jwks))).toEqual({
      ok: true,
      value: { keys: [{ kid: 'a', x: 'b' }] },
    });
  });

  it.each([
    ['ledger', 'entries', /is not JSON; a ledger file is what GET .*\/ledger gave/],
    ['ledger', '[]', /is no ledger file \(.*object.*\); one is what GET .*\/ledger gave/],
    ['ledger', JSON.stringify({ ...page(), entries: 5 }), /\(entries: .*array/],
    ['ledger', JSON.stringify(page({ lotId: 1.5 })), /\(lotId: /],
    ['receipt', '{"text":"x"}', /is no receipt file \(signature: .*"receipt" in the answer/],
    ['head', JSON.stringify(page()), /is no head file/],
    ['keys', '{"keys":[{}]}', /is no keys file \(keys\.0\.kid: /],
  ] as const)('[LED2] says of a %s file that is %s what would be right', (kind, text, why) => {
    expect(readKept(kind, text)).toMatchObject({ ok: false, error: expect.stringMatching(why) });
  });

  it('[LED2] puts the pages of a long ledger together', () => {
    const one = page({ next: '2' });
    const two = page({ openings: [] });
    const whole = joinPages([one, two]);
    expect(whole).toMatchObject({ ok: true, value: { next: null } });
    if (whole.ok) expect(whole.value.entries).toHaveLength(4);
    if (whole.ok) expect(whole.value.openings).toEqual(one.openings);
  });

  it.each([
    ['its last page missing', [page({ next: '2' })], /goes on after entry 2: add the page/],
    ['its first page missing', [page({ next: '4' }), page()], /page after entry 4 is not the one/],
    ['a page after the last', [page(), page()], /page after entry 2 is not the one/],
    ['a page of another lot', [page({ next: '2' }), page({ lotId: 43 })], /different lots/],
    ['a page from before its end', [page({ next: '2' }), page({ isComplete: false })], /ended/],
    ['no page', [], /at least one page/],
  ])('[LED2] takes no ledger with %s for a whole one', (_what, pages, why) => {
    expect(joinPages(pages)).toMatchObject({ ok: false, error: expect.stringMatching(why) });
  });
});
