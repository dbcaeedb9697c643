import type { z } from 'zod';
import {
  CHANGES_MAX,
  type ChangesAnswer,
  changesRequest,
  fetchRequest,
  headsRequest,
  registerRequest,
} from '../../api/node-wire';
import type { ProblemKind } from '../../api/problem';
import { readChanges } from '../../db/sync-changes-read';
import { readHeads } from '../../db/sync-heads-read';
import { readLogPosition } from '../../db/sync-log-position-read';
import { createRefusals } from '../../shared/refusals';
import { err, ok, type Result } from '../../shared/result';
import type { SyncLog } from '../notifier/log';
import { fetchRecords } from './fetch';
import { compareHeads, headsWanted } from './heads';
import { type RegisterParts, type RegisterProblem, registerNode } from './register';
import { readCurrent, readWhole, type Sources, sharedPosition } from './sources';

/** What a master answers to nodes is made of. */
export interface NodeDeskParts extends RegisterParts {
  sources: Sources;
  /** `lotcast_fetch_total`, see `createFetchCounter`. */
  fetchCounter: { inc(labels: { source: 'replica' | 'primary' }, count: number): void };
  log: SyncLog;
}

/** Why a node is not answered; `epoch` is told where the node's is another (EPO1). */
export interface NodeRefusal {
  kind: ProblemKind;
  detail: string;
  epoch?: number;
}

/** One question: takes an unchecked body and the name its token was signed for. */
export type AnswerNode = (body: unknown, from: string) => Promise<Result<unknown, NodeRefusal>>;

/** The questions that nodes ask (NOD1, FET1, ANT1, ANT2), by path. */
export type NodeDesk = Record<
  '/internal/register' | '/internal/fetch' | '/internal/changes' | '/internal/heads',
  AnswerNode
>;

/** Answers nodes, whatever carries their questions. `wrong-epoch` means: register again. */
export function createNodeDesk(parts: NodeDeskParts): NodeDesk {
  const { sources, fetchCounter, notifier } = parts;
  const refusals = createRefusals(parts);
  const position = sharedPosition(() => readLogPosition(sources.primary));
  /** A replica may be behind by half an anti-entropy interval (ANT1). */
  const mostLagMs = () => (notifier.roster()?.config.antiEntropyMs ?? 5_000) / 2;

  return {
    '/internal/register': checked(registerRequest, async (request, from) => {
      const registered = await registerNode(parts, request, from);
      if (registered.ok) return registered;
      const { kind, line: detail } = registered.error;
      refusals.say(kind, from, `${request.name} at ${request.url} is not registered: ${detail}`);
      if (kind === 'old-history')
        return err({ kind: 'wrong-epoch', detail, epoch: registered.error.epoch });
      return err({ kind: kind === 'not-ready' ? 'unavailable' : refusalKind(kind), detail });
    }),
    '/internal/fetch': checked(fetchRequest, async (request) => {
      const fetched = await fetchRecords(sources, request);
      if (!fetched.ok) return wrongEpoch(fetched.error.epoch);
      const { replica, primary } = fetched.value.source;
      fetchCounter.inc({ source: 'replica' }, replica);
      fetchCounter.inc({ source: 'primary' }, primary);
      return fetched;
    }),
    '/internal/changes': checked(changesRequest, async ({ epoch, token }) => {
      const { value, source } = await readWhole(
        sources,
        { epoch, mostLagMs: mostLagMs() },
        (pool) => readChanges(pool, { token, most: CHANGES_MAX }),
      );
      if (value.epoch !== epoch) return wrongEpoch(value.epoch);
      return ok<ChangesAnswer>({ epoch, token: value.token, changes: value.changes, source });
    }),
    '/internal/heads': checked(headsRequest, async (request) => {
      const { epoch } = request;
      const { value } = await readCurrent(sources, { epoch, position }, (db) =>
        readHeads(db, headsWanted(request)),
      );
      return value.epoch === epoch ? ok(compareHeads(request, value)) : wrongEpoch(value.epoch);
    }),
  };
}

function checked<T extends z.ZodType>(
  schema: T,
  answer: (body: z.infer<T>, from: string) => Promise<Result<unknown, NodeRefusal>>,
): AnswerNode {
  return async (body, from) => {
    const parsed = schema.safeParse(body);
    if (parsed.success) return answer(parsed.data, from);
    const [issue] = parsed.error.issues;
    return err({
      kind: 'invalid-request',
      detail: `${issue?.path.join('.')}: ${issue?.message}`,
    });
  };
}

const refusalKind = (
  kind: Exclude<RegisterProblem['kind'], 'not-ready' | 'old-history'>,
): ProblemKind =>
  kind === 'other-protocol' || kind === 'other-bus' ? 'invalid-request' : 'not-allowed';

const wrongEpoch = (epoch: number): Result<never, NodeRefusal> =>
  err({ kind: 'wrong-epoch', detail: `the epoch is ${epoch}`, epoch });
