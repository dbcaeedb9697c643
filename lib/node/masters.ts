import type { z } from 'zod';
import { hearMessage } from '../api/hear-message';
import type { Chance, Clock } from '../shared/ports';
import { err, ok, type Result } from '../shared/result';
import { reconnectDelayMs } from '../sync/backoff';
import type { LeftOut } from './left-out';
import type { Log } from './log';
import type { MasterCalls } from './master-calls';

/** Why no master answered: none could be reached, or the node's epoch is not theirs (EPO1). */
export type AskProblem = 'unreachable' | 'other-epoch';

/** All masters as one that answers: a failing one is left alone for a while, the next is asked. */
export interface Masters {
  readonly urls: readonly string[];
  /**
   * Asks the chosen master, then the others. Answers of a lower epoch than the node's count as
   * failures (EPO2); those of a higher one are reported to `onHigherEpoch` and not used.
   */
  ask<T extends { epoch: number }>(
    path: string,
    body: unknown,
    schema: z.ZodType<T>,
  ): Promise<Result<T, AskProblem>>;
  /** What a beat learnt about one of them. */
  report(url: string, isUp: boolean): void;
}

/** How long a master may take over one question. */
export const ASK_DEADLINE_MS = 3_000;

interface Standing {
  url: string;
  failures: number;
  notBeforeMs: number;
}

/** Puts questions to whichever master answers; one is chosen at random and kept while it does. */
export function createMasters(options: {
  urls: readonly string[];
  calls: MasterCalls;
  clock: Clock;
  chance: Chance;
  log: Log;
  leftOut: LeftOut;
  epoch: () => number | null;
  onHigherEpoch: (epoch: number) => void;
  /** A master refused our epoch: find out which one it has. */
  onConflict: () => void;
}): Masters {
  const { clock, chance, log } = options;
  const standings: Standing[] = options.urls.map((url) => ({
    url,
    failures: 0,
    notBeforeMs: Number.NEGATIVE_INFINITY,
  }));
  let chosen = Math.floor(chance() * standings.length);

  function report(url: string, isUp: boolean): void {
    const standing = standings.find((each) => each.url === url);
    if (!standing) return;
    if (isUp) {
      standing.failures = 0;
      standing.notBeforeMs = Number.NEGATIVE_INFINITY;
      return;
    }
    standing.failures += 1;
    const limits = { minMs: 100, maxMs: 5_000 };
    standing.notBeforeMs =
      clock.monotonicMs() + reconnectDelayMs(standing.failures, limits, chance);
  }

  /** The chosen one first; those that failed lately only when all did. */
  function inTurn(): Standing[] {
    const turn = [...standings.slice(chosen), ...standings.slice(0, chosen)];
    const nowMs = clock.monotonicMs();
    const rested = turn.filter((each) => each.notBeforeMs <= nowMs);
    return rested.length > 0 ? rested : turn;
  }

  type Tried<T> = { kind: 'answer'; value: T } | { kind: 'failed' } | { kind: 'conflict' };

  async function tryOne<T extends { epoch: number }>(
    url: string,
    path: string,
    body: unknown,
    schema: z.ZodType<T>,
  ): Promise<Tried<T>> {
    try {
      const answer = await options.calls.post(url, path, body, ASK_DEADLINE_MS);
      if (answer.status === 409) return { kind: 'conflict' };
      const heard = answer.status === 200 ? hearMessage(schema, answer.body) : null;
      if (heard) {
        options.leftOut(url, heard.left);
        return { kind: 'answer', value: heard.value };
      }
      log.warn({ url, path, status: answer.status }, 'a master gave no usable answer');
    } catch (reason) {
      log.warn({ url, path, reason: String(reason) }, 'a master did not answer');
    }
    return { kind: 'failed' };
  }

  return {
    urls: options.urls,
    report,
    async ask(path, body, schema) {
      for (const { url } of inTurn()) {
        const tried = await tryOne(url, path, body, schema);
        if (tried.kind === 'conflict') {
          options.onConflict();
          return err('other-epoch');
        }
        const epoch = options.epoch();
        if (tried.kind === 'failed' || (epoch !== null && tried.value.epoch < epoch)) {
          report(url, false);
          continue;
        }
        report(url, true);
        chosen = standings.findIndex((each) => each.url === url);
        if (epoch === null || tried.value.epoch > epoch) {
          options.onHigherEpoch(tried.value.epoch);
          return err('other-epoch');
        }
        return ok(tried.value);
      }
      return err('unreachable');
    },
  };
}
