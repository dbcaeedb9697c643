/** A lot as a terminal holds it; a tombstone is held too (FET5). */
export interface HeldLot {
  id: number;
  version: number;
  gone: boolean;
}

/** One channel of lots as a terminal holds it, whole and proven (ANT2). */
export interface HeldChannel {
  name: string;
  /** See lib/sync/digest: over the lots present. */
  digest: string;
  lots: Iterable<HeldLot>;
}

/** What a (re)connecting page says it holds (PSH2): versions by lot id, or digests by channel. */
export interface PageClaim {
  /** 0: holds nothing. */
  epoch: number;
  have: ReadonlyMap<number, number>;
  /** Present when `have` would not fit; channels left out are not held. */
  digests?: Readonly<Record<string, string>> | undefined;
}

/**
 * What the page gets (PSH2). `newer`: exactly these lots and tombstones. `reset`: drop everything,
 * then take these. `behind`: the page has seen a higher epoch than this terminal; it gets nothing
 * and goes elsewhere (EPO2).
 */
export type CatchUp =
  | { kind: 'newer'; lots: number[]; gone: number[] }
  | { kind: 'reset'; lots: number[]; gone: [] }
  | { kind: 'behind' };

/**
 * Decides what a page that (re)connects must be sent so that it holds what the terminal holds
 * (PSH2). A page of another epoch, of no epoch, or with a lot that is in none of the channels starts
 * anew. A claim to a higher version is no demand (FET5) and nothing older is ever sent (G4).
 */
export function catchUp(
  terminalEpoch: number,
  channels: readonly HeldChannel[],
  page: PageClaim,
): CatchUp {
  if (page.epoch > terminalEpoch) return { kind: 'behind' };
  if (page.epoch < terminalEpoch) return everything(channels);
  return page.digests ? byDigests(channels, page.digests) : byVersions(channels, page.have);
}

function everything(channels: readonly HeldChannel[]): CatchUp {
  const lots: number[] = [];
  for (const channel of channels) {
    for (const lot of channel.lots) if (!lot.gone) lots.push(lot.id);
  }
  return { kind: 'reset', lots, gone: [] };
}

function byVersions(channels: readonly HeldChannel[], have: ReadonlyMap<number, number>): CatchUp {
  const lots: number[] = [];
  const gone: number[] = [];
  let known = 0;
  for (const channel of channels) {
    for (const lot of channel.lots) {
      const version = have.get(lot.id);
      if (version !== undefined) known += 1;
      // Who never held it needs no tombstone; who holds that says its version.
      if (version === undefined ? lot.gone : version >= lot.version) continue;
      (lot.gone ? gone : lots).push(lot.id);
    }
  }
  return known < have.size ? everything(channels) : { kind: 'newer', lots, gone };
}

/** A channel that differs is sent whole, with its tombstones; the page's own gate drops what it has. */
function byDigests(
  channels: readonly HeldChannel[],
  digests: Readonly<Record<string, string>>,
): CatchUp {
  const lots: number[] = [];
  const gone: number[] = [];
  const names = new Set(channels.map((channel) => channel.name));
  if (Object.keys(digests).some((name) => !names.has(name))) return everything(channels);
  for (const channel of channels) {
    if (digests[channel.name] === channel.digest) continue;
    for (const lot of channel.lots) (lot.gone ? gone : lots).push(lot.id);
  }
  return { kind: 'newer', lots, gone };
}
