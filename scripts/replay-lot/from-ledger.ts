import {
  type ChainBody,
  type ChainedEntry,
  type Opening,
  verifyChain,
} from '../../lib/auction/ledger/chain';
import { type ReplayProblem, replayLedger } from '../../lib/auction/ledger/replay';
import { sha256Hex } from '../../lib/master/lanes/lot-desk';
import type { LotLife } from './pages';

/** A lot's ledger and what opens of it, wherever it was kept. */
export interface KeptLedger {
  readonly lotId: number;
  readonly entries: readonly ChainedEntry[];
  readonly openings: readonly Opening[];
}

const problemWords = ({ entry, field, told, due }: ReplayProblem) =>
  field === 'opening'
    ? `Entry ${entry} cannot be played: its limit is not opened.`
    : `Entry ${entry} does not follow: ${field} is ${JSON.stringify(told)}, by the rules ${JSON.stringify(due)}.`;

/** A lot's life out of its ledger, as far as that holds (LED2): the chain first, then entry by entry. */
export function lifeOfLedger({ lotId, entries, openings }: KeptLedger): LotLife {
  const verified = verifyChain(lotId, entries, sha256Hex);
  const sound = verified.ok ? entries : entries.slice(0, verified.error.entry - 1);
  const chain = sound.map(({ text }) => JSON.parse(text) as ChainBody);
  const { steps, problem } = replayLedger(chain, openings);
  const broken = verified.ok
    ? null
    : `The chain is broken at entry ${verified.error.entry}: ${verified.error.kind}.`;
  return { lotId, steps, problem: problem ? problemWords(problem) : broken };
}
