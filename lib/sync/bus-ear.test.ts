import { describe, expect, test } from 'vitest';
import { BusEar } from './bus-ear';

// Would catch: a loss that no number shows, and a whole history taken for a loss, after which every
// node would compare for ever.

const ALL = () => true;

describe('a node’s ear for one life of a master', () => {
  test('[BUS1] messages that follow each other under a name miss nothing', () => {
    const ear = new BusEar();
    expect(ear.heard('auction:7', { n: 5, after: 3 })).toEqual({ missed: false });
    expect(ear.heard('auction:8', { n: 6, after: null })).toEqual({ missed: false });
    expect(ear.heard('auction:7', { n: 9, after: 5 })).toEqual({ missed: false });
  });

  test('[BUS1] one that names another before it than was heard shows a loss, once', () => {
    const ear = new BusEar();
    ear.heard('auction:7', { n: 5, after: null });
    expect(ear.heard('auction:7', { n: 9, after: 7 })).toEqual({ missed: true });
    expect(ear.heard('auction:7', { n: 10, after: 9 })).toEqual({ missed: false });
  });

  test('[BUS1] a master that forgot what it said last is not believed to have said nothing', () => {
    const ear = new BusEar();
    ear.heard('auction:7', { n: 5, after: null });
    expect(ear.heard('auction:7', { n: 9, after: null })).toEqual({ missed: true });
  });

  test('[BUS1] the last message under a name is missed by the beat that follows it', () => {
    const ear = new BusEar();
    ear.heard('auction:7', { n: 5, after: null });
    const beat = { saidUntilMs: 100, lasts: { 'auction:7': 6 } };
    expect(ear.beat(beat, ALL)).toEqual({ missed: true });
    // It is compared now: not again with each beat that repeats it.
    expect(ear.beat(beat, ALL)).toEqual({ missed: false });
    expect(ear.heard('auction:7', { n: 8, after: 6 })).toEqual({ missed: false });
  });

  test('[BUS1] a beat says nothing of names that are not listened under', () => {
    const ear = new BusEar();
    const beat = { saidUntilMs: 100, lasts: { 'auction:7': 6 } };
    expect(ear.beat(beat, (name) => name !== 'auction:7')).toEqual({ missed: false });
  });

  test('[BUS1] a message or beat sent again, late or by somebody who kept it changes nothing', () => {
    const ear = new BusEar();
    ear.heard('auction:7', { n: 5, after: null });
    ear.heard('auction:7', { n: 6, after: 5 });
    expect(ear.heard('auction:7', { n: 5, after: null })).toEqual({ missed: false });
    expect(ear.heard('auction:7', { n: 7, after: 6 })).toEqual({ missed: false });
    ear.beat({ saidUntilMs: 200, lasts: {} }, ALL);
    ear.beat({ saidUntilMs: 100, lasts: {} }, ALL);
    expect(ear.saidUntilMs()).toBe(200);
  });

  test('[BUS1] a name that was left and joined again begins anew', () => {
    const ear = new BusEar();
    ear.heard('auction:7', { n: 5, after: null });
    ear.forget('auction:7');
    expect(ear.heard('auction:7', { n: 9, after: 7 })).toEqual({ missed: false });
  });
});
