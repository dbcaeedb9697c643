import type pg from 'pg';
import { CHANGES_MAX, changesAnswer, headsAnswer } from '../../lib/api/node-wire';
import { readChanges } from '../../lib/db/sync-changes-read';
import type { TestMaster } from '../../lib/master/sync-endpoints/testing/test-master';
import { COST_HEAD, costLine, costOf, type Moved } from './cost';
import { changeLots, FIRST_LOT, FIRST_SALE, type Size } from './million';

const TIMES = 50;
const CHANGES = 100;
/** Sales that a busy terminal's pages watch. */
const WATCHED = 50;
/** Lots that a page of a big sale shows. */
const SHOWN = 60;

/** What a node's questions cost a house of this size, beside what peers would. */
export async function measureAntiEntropy(
  master: TestMaster,
  {
    size,
    patient,
    postmasters,
    caughtUp,
  }: {
    size: Size;
    /** On the primary, and gives a statement all the time it takes. */
    patient: pg.Pool;
    postmasters: number[];
    caughtUp: () => Promise<unknown>;
  },
): Promise<void> {
  const { primary } = master;
  const measure = async (name: string, once: () => Promise<Moved>, times = TIMES) =>
    console.log(costLine(name, await costOf(times, postmasters, once)));
  const ask = async (path: 'changes' | 'heads', body: object) => {
    const answer = await master.call(path, { epoch: 1, ...body });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return { body: answer.body, bytes: Buffer.byteLength(JSON.stringify(answer.body)) };
  };
  const round = async (token: string | null) => {
    const { body, bytes } = await ask('changes', { token });
    const { changes, token: next, source } = changesAnswer.parse(body);
    return { bytes, rows: changes?.length ?? CHANGES_MAX, next, source };
  };
  const heads = async (channels: { name: string; digest: string | null }[]) => {
    const { body, bytes } = await ask('heads', { channels });
    const answered = headsAnswer.parse(body).channels;
    const rows = answered.reduce((sum, each) => sum + (each.heads?.length ?? 0), 0);
    return { bytes, rows, answered };
  };
  const naive = async (since: Date) => {
    const { rows } = await primary.query({
      name: 'bench-naive',
      text: 'select key, version, channel from naive where updated_at > $1',
      values: [since],
    });
    return { bytes: Buffer.byteLength(JSON.stringify(rows)), rows: rows.length };
  };

  console.log(`\n${size.sales} sales × ${size.lotsPerSale} lots, one node\n${COST_HEAD}`);
  await caughtUp();
  const { next, source } = await round(null);
  await measure('a node’s first question', () => round(null));
  await measure(
    'peer: the first question lists every change ever made (primary)',
    async () => {
      const { changes } = await readChanges(patient, { token: '0', most: 100_000_000 });
      return { bytes: Buffer.byteLength(JSON.stringify(changes)), rows: changes?.length ?? 0 };
    },
    1,
  );
  await measure(`a round, nothing changed (by the ${source})`, () => round(next));
  const [clock] = (await primary.query<{ now: Date }>('select clock_timestamp() as now')).rows;
  const since = clock?.now ?? new Date();
  await measure('peer: updated_at > $1, nothing changed (primary)', () => naive(since));
  await changeLots(patient, size, CHANGES);
  await caughtUp();
  await measure(`a round, ${CHANGES} lots changed`, () => round(next));
  await measure(`peer: updated_at > $1, ${CHANGES} lots changed (primary)`, () => naive(since));
  await changeLots(patient, size, 2 * CHANGES_MAX);
  await caughtUp();
  await measure('a round, too many changed: told to compare', () => round(next), 5);

  const whole = [{ name: `auction:${FIRST_SALE}`, digest: null }];
  const { answered } = await heads(whole);
  const digestsOf = (of: typeof answered) => of.map(({ name, digest }) => ({ name, digest }));
  const equal = digestsOf(answered);
  await measure(`heads of a sale of ${size.lotsPerSale} lots, nothing held`, () => heads(whole));
  await measure('heads of it, all digests equal', () => heads(equal));
  const shown = Array.from({ length: SHOWN }, (_, at) => `lot:${FIRST_LOT + at}`);
  const single = [`sale:${FIRST_SALE}`, ...shown].map((name) => ({ name, digest: null }));
  const ofPage = digestsOf((await heads(single)).answered);
  await measure(`heads of the ${SHOWN} lots of a page, all digests equal`, () => heads(ofPage));
  const many = Array.from({ length: WATCHED }, (_, at) => ({
    name: `auction:${FIRST_SALE + at}`,
    digest: null,
  }));
  const held = digestsOf((await heads(many)).answered);
  await measure(
    `peer: all of ${WATCHED} watched sales compared in each interval`,
    () => heads(held),
    5,
  );
}
