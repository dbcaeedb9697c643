import { describe, expect, it } from 'vitest';
import type { HeadProof, ListedHead, Signed } from './kept-files';
import { kept, receiptOf, saved, sha256, signed } from './testing/saved-ledger';
import { verifyLedger } from './verify-ledger';

const listed = (over: (seq: number) => object = () => ({})) => saved(over).list;
const check = (heads: readonly ListedHead[]) =>
  verifyLedger({ ...saved().file, heads: [] }, { ...kept(), heads })?.what ?? null;
const at = (seq: number) => 5 - seq;
const resigned = <T extends Signed>(head: T | undefined, over: object): T => {
  if (!head) throw new Error('there is no such head');
  return { ...head, ...signed({ ...JSON.parse(head.text), ...over }) };
};

describe('the verifier of a sale’s published heads', () => {
  it('[LED2, HED1] finds nothing in what the house published, all of it or from some head on', () => {
    expect(check(listed())).toBeNull();
    expect(check(listed().slice(0, 3))).toBeNull();
  });

  it('[LED2, HED1] takes a new history of the database, a clock set back and a sale that goes on again', () => {
    const honest = (seq: number) => ({
      ...{ epoch: seq < 3 ? 1 : 2, atMs: seq === 3 ? 100 : seq * 60_000 },
      ...{ hasEnded: seq === 2 || seq === 5, lots: seq < 4 ? 3 : 4 },
    });
    expect(check(listed(honest))).toBeNull();
  });

  const forged: [string, (all: ListedHead[]) => ListedHead[], RegExp][] = [
    ['a dropped head', (all) => all.toSpliced(at(3), 1), /head 4 does not follow head 2/],
    [
      'heads out of order',
      (all) => all.with(at(3), all[at(4)] as ListedHead).with(at(4), all[at(3)] as ListedHead),
      /head 4 does not follow head 2/,
    ],
    [
      'a head twice',
      (all) => all.toSpliced(at(3), 0, all[at(3)] as ListedHead),
      /head 3 is out of/,
    ],
    [
      'an altered head',
      (all) =>
        all.with(at(2), {
          ...(all[at(2)] as ListedHead),
          text: all[at(2)]?.text.replace('"auctionId":7', '"auctionId":8') ?? '',
        }),
      /head 2 is not signed/,
    ],
    [
      'a head that the house signed anew',
      (all) => all.with(at(2), resigned(all[at(2)], { root: sha256('another') })),
      /head 3 names another head before it/,
    ],
    [
      'the last head chained to nothing',
      (all) => all.with(at(5), resigned(all[at(5)], { previous: null })),
      /head 5 names another head before it/,
    ],
    [
      'a first head that names one before it',
      (all) => all.with(at(1), resigned(all[at(1)], { previous: sha256('x') })),
      /head 1 names another/,
    ],
    [
      'a head under another number',
      (all) => all.with(at(4), resigned(all[at(4)], { seq: 9 })),
      /head 4 says that it is head 9/,
    ],
    [
      'a head of another sale',
      (all) => all.with(at(4), resigned(all[at(4)], { auctionId: 8 })),
      /head 4 is of another sale/,
    ],
    ['another sale’s heads', () => listed(() => ({ auctionId: 8 })), /head 1 is of another sale/],
    [
      'an earlier history of the database',
      () => listed((seq) => ({ epoch: seq === 4 ? 1 : 2 })),
      /head 4 is of an earlier epoch than the one before/,
    ],
    [
      'a lot that is gone',
      () => listed((seq) => ({ lots: seq === 3 ? 2 : 3 })),
      /head 3 holds fewer lots than the one before/,
    ],
  ];
  it.each(forged)('[LED2, HED1] names %s', (_what, forge, what) => {
    expect(check(forge(listed()))).toMatch(what);
  });

  /** What is found of a lot proven by the second head as somebody forged it, with the list or without. */
  function ofProof(forge: (proof: HeadProof) => HeadProof, heads: readonly ListedHead[]) {
    const { file, proofs } = saved();
    const proof = proofs[1];
    if (!proof) throw new Error('the lot has a head');
    return verifyLedger({ ...file, heads: [forge(proof)] }, { ...kept(), heads })?.what ?? null;
  }

  it('[LED2, HED1] finds a lot proven by another head than the one that was published', () => {
    expect(ofProof((proof) => proof, listed())).toBeNull();
    expect(ofProof((proof) => resigned(proof, { atMs: 1 }), listed())).toBe(
      'head 2 is another in the list of heads',
    );
  });

  it('[LED2, HED1] finds a lot proven by a head that was never published', () => {
    expect(ofProof((proof) => resigned(proof, { seq: 12 }), listed())).toBe(
      'head 12 is not in the list of heads',
    );
    expect(ofProof((proof) => proof, listed().slice(0, 3))).toBe(
      'head 2 is not in the list of heads',
    );
  });

  it('[LED2, HED1] finds a lot proven by a head of another sale, without the list too', () => {
    expect(ofProof((proof) => proof, [])).toBeNull();
    expect(ofProof((proof) => resigned(proof, { auctionId: 8 }), [])).toBe(
      'head 2 is of another sale',
    );
  });
});

describe('the verifier of receipts', () => {
  const { file, chain } = saved();
  const said = receiptOf(chain[5], file.entries[5]?.hash);
  const check = (over: object, of = file) => verifyLedger(of, kept([signed({ ...said, ...over })]));

  it('[LED2] holds a receipt to its lot and sale', () => {
    expect(check({})).toBeNull();
    const what = 'a receipt is of another lot';
    expect(check({ lotId: 43 })).toEqual({ entry: null, what });
    expect(check({ auctionId: 8 })).toEqual({ entry: null, what });
  });

  it.each([
    ['paddle', 5],
    ['outcome', 'leading'],
    ['code', 'too-late'],
    ['priceMinor', 20_000],
    ['receivedAtMs', 1],
    ['decidedAtMs', 1],
  ])('[LED2] finds that a receipt says another %s than the entry it names', (name, value) => {
    const what = `has another ${name} in a receipt`;
    expect(check({ [name]: value })).toEqual({ entry: 6, what });
    // Of an entry that is not told yet only its hash is known.
    const untold = file.entries
      .slice(0, 6)
      .with(5, { text: null, hash: file.entries[5]?.hash ?? '' });
    const open = { ...file, isComplete: false, openings: [], heads: [], entries: untold };
    expect(check({ [name]: value }, open)).toBeNull();
  });
});
