import { PROTOCOL } from '../../api/frames';
import type { RegisterAnswer, RegisterRequest } from '../../api/node-wire';
import { type NodeRow, upsertNode } from '../../db/sync-node-upsert';
import type { Clock } from '../../shared/ports';
import { err, ok, type Result } from '../../shared/result';
import type { Notifier } from '../notifier/notifier';
import type { PrimaryClock } from '../primary-clock';
import type { Sources } from './sources';

/** Which history a node is in (EPO1). */
type History = NonNullable<RegisterRequest['history']>;

/** Why a node is not registered (NOD1). */
export type RegisterProblem =
  | { kind: 'other-protocol'; line: string }
  | { kind: 'not-its-name'; line: string }
  | { kind: 'address-not-allowed'; line: string }
  | { kind: 'other-bus'; line: string }
  | { kind: 'replaced'; line: string }
  | { kind: 'old-history'; line: string; epoch: number }
  | { kind: 'not-ready'; line: string };

/** What registering is made of. */
export interface RegisterParts {
  master: { name: string; incarnation: string };
  /** Hosts that nodes may have. */
  nodeHosts: readonly string[];
  primary: Sources['primary'];
  primaryClock: Pick<PrimaryClock, 'nowIn'>;
  clock: Clock;
  notifier: Pick<Notifier, 'heard' | 'roster' | 'lagMs' | 'bus' | 'isReplaced'>;
  /** Of a higher epoch of this database than the primary's here: that one is no primary any more. */
  heardOfEpoch: (history: History) => void;
  /** What terminals check tickets with (AUT1). */
  ticketKey: string;
}

/**
 * Registers a node or takes its beat (NOD1). When this answers, changes committed here from now on
 * reach the node, so what it compares afterwards has no gap.
 * @param tokenFrom the name its token was signed for.
 */
export async function registerNode(
  parts: RegisterParts,
  request: RegisterRequest,
  tokenFrom: string,
): Promise<Result<RegisterAnswer, RegisterProblem>> {
  const problem = refusal(parts, request, tokenFrom);
  if (problem) return err(problem);
  const { gauges, bus, history, protocol: _, ...row } = request;
  const before = history && outdated(parts, history);
  if (before) return err(before);
  const node: NodeRow = row;
  const beatMs = parts.notifier.roster()?.config.beatMs ?? 1_000;
  const { isNewLife } = await upsertNode(parts.primary, node, beatMs);
  const hears = bus?.hears ?? null;
  const { via } = await parts.notifier.heard(node, { isNewLife, gauges, hears });
  const roster = parts.notifier.roster();
  const lagMs = parts.notifier.lagMs(node);
  if (!roster || lagMs === null) {
    return err({ kind: 'not-ready', line: 'this master cannot read the list of nodes yet' });
  }
  // What the clock before said is not this epoch's time; nodes keep measurements for a while.
  const now = await parts.primaryClock.nowIn(roster.epoch);
  if (!now) return err({ kind: 'not-ready', line: "the new primary's clock is not measured yet" });
  const terminals = roster.nodes.filter((other) => other.alive).map((other) => other.publicUrl);
  return ok({
    protocol: PROTOCOL,
    installation: roster.installation,
    epoch: roster.epoch,
    master: parts.master.name,
    incarnation: parts.master.incarnation,
    nowMs: now.ms,
    errorMs: now.errorMs,
    config: roster.config,
    configVersion: roster.configVersion,
    terminals: terminals.filter((url) => url !== null).map((url) => new URL(url).origin),
    ticketKey: parts.ticketKey,
    lagMs,
    ...(bus && { bus: { via, clockMs: parts.clock.monotonicMs() } }),
  });
}

/** A node that has seen a higher epoch knows more than this master, whose primary was followed by another. */
function outdated(parts: RegisterParts, history: History): RegisterProblem | null {
  const roster = parts.notifier.roster();
  if (roster?.installation !== history.installation || history.epoch <= roster.epoch) return null;
  parts.heardOfEpoch(history);
  const { epoch } = roster;
  const line = `the node is in epoch ${history.epoch}, this master's primary in ${epoch}: another server is the primary`;
  return { kind: 'old-history', line, epoch };
}

function refusal(
  { nodeHosts, notifier }: RegisterParts,
  request: RegisterRequest,
  tokenFrom: string,
): RegisterProblem | null {
  if (request.protocol !== PROTOCOL) {
    const line = `this master speaks protocol ${PROTOCOL}, the node ${request.protocol}: run the same version of both`;
    return { kind: 'other-protocol', line };
  }
  if (request.name !== tokenFrom) {
    const line = `the token was signed for ${tokenFrom}, not for ${request.name}`;
    return { kind: 'not-its-name', line };
  }
  const { hostname, protocol } = new URL(request.url);
  if (!nodeHosts.includes(hostname) || !/^https?:$/.test(protocol)) {
    const line = `nodes may not have the address ${hostname}: add it to NODE_HOSTS`;
    return { kind: 'address-not-allowed', line };
  }
  const ours = notifier.bus() ? 'redis' : 'direct';
  const theirs = request.bus ? 'redis' : 'direct';
  if (ours !== theirs) {
    const line = `this master tells nodes by the bus "${ours}", the node listens on "${theirs}": give both the same BUS`;
    return { kind: 'other-bus', line };
  }
  if (notifier.isReplaced(request)) {
    const line = `another process is ${request.name} by now: end one of them or give it another name`;
    return { kind: 'replaced', line };
  }
  return null;
}
