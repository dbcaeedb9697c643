import type { Sold } from '../fact';
import { formatOf } from '../formats/formats';
import { RULE_VERSION } from '../state';
import type { LedgerLine, LedgerSale, LedgerSecrets, Settled } from './line';

/** A line that hides nothing. */
export const NO_SECRETS: LedgerSecrets = {};

/**
 * A line of the lot after the command, with what it says of its own: by the clerk and of nobody,
 * unless it says so. Field by field: a spread that is written over costs more than the rules.
 */
export function lineOf(
  { before, after, nowMs }: Settled,
  own: Pick<LedgerLine, 'kind'> & Partial<LedgerLine>,
): LedgerLine {
  // The primary's clock may be set back; the ledger's time may not.
  const decidedAtMs = Math.max(before.decidedAtMs, Math.floor(nowMs));
  const { priceMinor, leaderPaddle, reserve } = formatOf(after).publicPrice(after);
  const said: LedgerLine = {
    kind: own.kind,
    by: own.by ?? 'clerk',
    paddle: own.paddle ?? null,
    bidKind: own.bidKind ?? null,
    units: own.units ?? null,
    leastUnits: own.leastUnits ?? null,
    outcome: own.outcome ?? null,
    hasPriority: own.hasPriority ?? false,
    code: own.code ?? null,
    publicAmountMinor: own.publicAmountMinor ?? null,
    seenAskMinor: own.seenAskMinor ?? null,
    secrets: own.secrets ?? NO_SECRETS,
    sales: own.sales ?? null,
    priceMinor,
    leaderPaddle,
    reserve,
    closesAtMs: after.closesAtMs,
    receivedAtMs: own.receivedAtMs ?? decidedAtMs,
    receivedErrorMs: own.receivedErrorMs ?? 0,
    decidedAtMs,
    ruleVersion: RULE_VERSION,
    terms: own.terms ?? null,
  };
  return own.act ? { ...said, act: own.act } : said;
}

/** Who won what, as a line tells it. */
export const salesLine = ({ sales }: Sold): LedgerSale[] =>
  sales.map(({ paddle, units, priceMinor }) => ({ paddle, units, priceMinor }));
