import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TerminalOut } from '../../api/frames';
import { auctionRecord, goneRecord, itemRecord, lotRecord } from './records';
import { type SmallMaster, startSmallMaster } from './small-master';
import { startTestTerminal, type TestTerminal, until } from './test-terminal';

const CLIENT = 'a-client-token-of-tests';

/** Where pushes are parked in a test: nowhere but in the terminals, or in a Redis. */
export interface ParkingPlace {
  redisUrl?: string;
  /** Settles when something is parked for this client where the other terminal finds it. */
  isParked(client: string, terminals: { there: TestTerminal }): Promise<void>;
}

/** The answer to one question. */
export async function ask(
  terminal: TestTerminal,
  parameters: Record<string, string | number>,
): Promise<TerminalOut[]> {
  const query = new URLSearchParams({ channel: 'auction:7', epoch: '1', client: CLIENT });
  for (const [name, value] of Object.entries(parameters)) query.set(name, String(value));
  const answer = await fetch(`${terminal.origin}/v1/poll?${query}`);
  return (await answer.json()) as TerminalOut[];
}

/** The lots that an answer brings. */
export const lotsIn = (frames: readonly TerminalOut[]) =>
  frames.flatMap((frame) => (frame.t === 'lots' ? frame.lots : []));
/** Whether an answer says that the lots are proven. */
const isProven = (frames: readonly TerminalOut[]) =>
  frames.some((frame) => frame.t === 'beat' && 'auction:7/0' in frame.channels);

/** Asks until proven, and once more, so that no answer is left unconfirmed; @returns the next n. */
export async function proven(
  terminal: TestTerminal,
  parameters: Record<string, string | number>,
): Promise<number> {
  let n = 1;
  while (!isProven(await ask(terminal, { ...parameters, n }))) n += 1;
  await ask(terminal, { ...parameters, n: n + 1, wait: 1 });
  return n + 2;
}

/** Settings of a master under which nothing mends what was not told within the time of a test. */
export const NOTHING_MENDS = {
  ...{ antiEntropyMs: 60_000, digestMs: 3_600_000, beatMs: 500, staleMs: 60_000 },
  ...{ retryMs: 1_000, parkTtlMs: 60_000 },
};

/**
 * What parked pushes promise (PSH6), wherever they are parked: two real terminals, of which the other
 * is never told of the change by a master, so that it can know of it only from what was parked.
 */
export function parkedContract(name: string, parking: () => ParkingPlace): void {
  describe(`[PSH6] pushes parked in ${name}`, () => {
    let master: SmallMaster;
    let here: TestTerminal;
    let there: TestTerminal;

    beforeEach(async () => {
      master = await startSmallMaster();
      Object.assign(master.config, NOTHING_MENDS);
      master.put(auctionRecord(3));
      master.put(lotRecord(42, 17));
      master.put(lotRecord(43, 2));
      master.put(itemRecord(42, 5));
      const { redisUrl } = parking();
      const start = (terminal: string) =>
        startTestTerminal(master, { name: terminal, ...(redisUrl ? { redisUrl } : {}) });
      [here, there] = [await start('terminal-here'), await start('terminal-there')];
      master.terminals = [here.origin, there.origin];
      await until(() => here.node.told().terminals.length === 2);
    });
    afterEach(async () => {
      here.end();
      there.end();
      await master.stop();
    });

    /** The client is caught up here; another page has the other terminal hold the sale. */
    async function caughtUp(): Promise<number> {
      const held = { have: '42.17,43.2', wait: 100 };
      await proven(there, { ...held, client: 'another-token-of-tests' });
      return proven(here, held);
    }

    /** An answer with this change, after which the client asks here no more. */
    async function losesAnswer(change: Parameters<SmallMaster['change']>[0]) {
      const n = await caughtUp();
      const answer = ask(here, { have: '42.17,43.2', n, wait: 60_000 });
      await until(() => here.hub.heldPolls() === 1);
      // Where the machine was slow, something of before may wait already.
      await there.parked.collect(CLIENT);
      await master.change(change, 'terminal-here');
      const frames = await answer;
      await parking().isParked(CLIENT, { there });
      return frames;
    }

    /** Asks there until what is wanted has come; @returns every answer. */
    async function asksThere(
      isWanted: (frames: TerminalOut[]) => boolean,
      have = '42.17,43.2',
    ): Promise<TerminalOut[][]> {
      const answers: TerminalOut[][] = [];
      for (let n = 1; ; n += 1) {
        const frames = await ask(there, { have, n, wait: 60_000 });
        answers.push(frames);
        if (isWanted(frames)) return answers;
      }
    }

    test('[PSH6] an answer that was not taken is delivered by another terminal', async () => {
      const lost = await losesAnswer(lotRecord(42, 18));
      expect(lotsIn(lost).map((lot) => lot.version)).toEqual([18]);
      expect(there.node.counters.notices).toBe(0);
      const answers = await asksThere((frames) => lotsIn(frames).length > 0);
      expect(lotsIn(answers.flat()).map((lot) => [lot.id, lot.version])).toEqual([[42, 18]]);
      expect(answers[0]?.[0]?.t).toBe('hello');
      expect(there.node.counters.notices).toBe(0);
      // Known to others there as well, not by any notice.
      await until(() => there.hub.counters().pushes > 0);
    });

    test('[PSH6, PSH7] until it is there nothing older is given and nothing is called proven', async () => {
      await losesAnswer(lotRecord(42, 18));
      master.broken.add('/internal/fetch');
      const first = await ask(there, { have: '42.16,43.2', n: 1, wait: 60_000 });
      expect(first[0]?.t).toBe('hello');
      expect(isProven(first)).toBe(false);
      // The terminal holds version 17, which this client lacks and is not given.
      expect(lotsIn(first)).toEqual([]);
      const again = await ask(there, { have: '42.16,43.2', n: 2, wait: 1 });
      expect(again.map((frame) => frame.t)).toEqual(['beat']);
      expect(isProven(again)).toBe(false);
      const held = ask(there, { have: '42.16,43.2', n: 3, wait: 60_000 });
      master.broken.clear();
      const frames = await held;
      expect(lotsIn(frames).map((lot) => lot.version)).toEqual([18]);
      expect(isProven(frames)).toBe(true);
    });

    test('[PSH6] a client that waits there already is answered', async () => {
      const n = await caughtUp();
      const answer = ask(here, { have: '42.17,43.2', n, wait: 60_000 });
      await until(() => here.hub.heldPolls() === 1);
      await master.change(lotRecord(42, 18), 'terminal-here');
      await answer;
      // Before the terminal here knows that its answer is lost.
      const answers = await asksThere((frames) => lotsIn(frames).length > 0);
      expect(lotsIn(answers.flat()).map((lot) => lot.version)).toEqual([18]);
    });

    test('[PSH6] a catalogue entry that changed is delivered too', async () => {
      await losesAnswer(itemRecord(42, 6));
      const items = await asksThere((frames) =>
        frames.some(
          (frame) => frame.t === 'items' && frame.items.some(({ version }) => version === 6),
        ),
      );
      expect(items.length).toBeLessThanOrEqual(2);
    });

    test('[PSH6, FET5] a deletion is delivered too', async () => {
      await losesAnswer(goneRecord(43, 3));
      const answers = await asksThere((frames) => frames.some((frame) => frame.t === 'gone'));
      expect(answers.flat().find((frame) => frame.t === 'gone')).toMatchObject({
        gone: [{ id: 43, version: 3 }],
      });
    });

    test('[PSH6, EPO2] what was parked in an epoch that ended is void', async () => {
      await losesAnswer(lotRecord(42, 18));
      master.epoch = 2;
      master.put(lotRecord(42, 3));
      await until(() => there.node.epoch() === 2 && there.node.currency() === 'current');
      const answers = await asksThere(isProven, '42.18,43.2');
      expect(lotsIn(answers.flat()).find((lot) => lot.id === 42)?.version).toBe(3);
    });
  });
}
