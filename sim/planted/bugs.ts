/** One place where a bug is put: the text that stands there exactly once, and what replaces it. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A bug that somebody could have written, planted in a copy of the sources. */
export interface PlantedBug {
  /** The rule that it breaks. */
  readonly rule: string;
  readonly name: string;
  readonly edits: readonly Edit[];
  /** It must be found within so many seeds from the first. */
  readonly withinSeeds: number;
}

/** The mistakes feared most, one for each rule. The simulator must find every one of them. */
export const PLANTED: readonly PlantedBug[] = [
  {
    rule: 'NTF3',
    name: 'an old acknowledgement deletes a newer entry',
    edits: [
      {
        file: 'lib/sync/sync-buffer.ts',
        from: 'if (entry.seq === seq) this.#waiting.delete(key);\n      else {',
        to: 'this.#waiting.delete(key);\n      {',
      },
    ],
    withinSeeds: 50,
  },
  {
    rule: 'NTF2',
    name: 'a change to a key that waits is dropped',
    edits: [
      {
        file: 'lib/sync/sync-buffer.ts',
        from: 'if (before?.change && before.change.version >= change.version) return;',
        to: 'if (before?.change) return;',
      },
    ],
    withinSeeds: 50,
  },
  {
    rule: 'NTF4',
    name: 'a message without an answer is not sent again',
    edits: [
      {
        file: 'lib/master/notifier/destination.ts',
        from: '    this.#buffer.fail();\n    if (this.#state',
        to: '    this.#buffer.acknowledge(this.#sentBefore);\n    if (this.#state',
      },
    ],
    withinSeeds: 50,
  },
  {
    rule: 'FET2',
    name: 'Memcached may answer with less than was demanded',
    edits: [
      {
        file: 'lib/cache/record-cache.ts',
        from: 'stored.record.version >= demand.minVersion',
        to: 'stored.record.version >= 0',
      },
    ],
    withinSeeds: 50,
  },
  {
    rule: 'FET3',
    name: 'a higher demand during a flight is lost',
    edits: [
      {
        file: 'lib/sync/fetch-demand.ts',
        from: '    return { demand: NO_DEMAND, fetchMinVersion: null };\n  }\n  return fly(demand.askedMeanwhile);',
        to: '  }\n  return { demand: NO_DEMAND, fetchMinVersion: null };',
      },
    ],
    withinSeeds: 110,
  },
  {
    rule: 'ANT1',
    name: 'the next round asks from the newest transaction seen, not from the oldest running',
    edits: [
      {
        file: 'sim/database/statements.ts',
        from: 'token: String(call.server.xmin()),',
        to: 'token: String(call.server.nextXid),',
      },
    ],
    withinSeeds: 300,
  },
  {
    rule: 'ANT2',
    name: 'a comparison proves what it has only asked for',
    edits: [
      {
        file: 'lib/node/comparer.ts',
        from: 'const isHeld = await this.#allHeld(coming, withinMs);',
        to: 'const isHeld = coming.length + withinMs >= 0;',
      },
    ],
    withinSeeds: 50,
  },
  {
    rule: 'ANT2',
    name: 'a comparison is answered by a replica that is behind',
    edits: [
      {
        file: 'lib/master/sync-endpoints/sources.ts',
        from: 'bytes !== null && bytes >= leastBytes ?',
        to: 'bytes !== null && leastBytes >= 0 ?',
      },
    ],
    withinSeeds: 100,
  },
  {
    rule: 'G4',
    name: 'an older version replaces a newer one',
    edits: [
      {
        file: 'lib/sync/version-gate.ts',
        from: 'return incoming.version > held.version;',
        to: 'return incoming.version > 0;',
      },
    ],
    withinSeeds: 50,
  },
  {
    rule: 'PSH2',
    name: 'a page that resumes is not told of one of its lots',
    edits: [
      {
        file: 'lib/sync/catch-up.ts',
        from: ": { kind: 'newer', lots, gone };\n}\n\n/** A channel that differs",
        to: ": { kind: 'newer', lots: lots.slice(1), gone };\n}\n\n/** A channel that differs",
      },
    ],
    withinSeeds: 50,
  },
  {
    rule: 'EPO2',
    name: 'a node follows a master of a lower epoch, and does not say that it knows better',
    edits: [
      {
        file: 'lib/node/node.ts',
        from: 'history: () => (installation !== null && epoch !== null ? { installation, epoch } : null),',
        to: 'history: () => null,',
      },
      {
        file: 'lib/node/node.ts',
        from: 'if (epoch !== null && answer.epoch < epoch) return false;',
        to: '',
      },
      {
        file: 'lib/node/node.ts',
        from: 'if (epoch === null || answer.epoch > epoch) raiseEpoch(answer.epoch);',
        to: 'if (answer.epoch !== epoch) raiseEpoch(answer.epoch);',
      },
    ],
    withinSeeds: 100,
  },
  {
    rule: 'PSH7',
    name: 'a beat is proof, whatever its digests say',
    edits: [
      {
        file: 'lib/live/announcement.ts',
        from: "if (!last || last.equal || verdict() !== 'equal') return;",
        to: 'if (!last || last.equal) return;',
      },
    ],
    withinSeeds: 100,
  },
  {
    rule: 'LAN2',
    name: 'a lost COMMIT is answered from memory',
    edits: [
      {
        file: 'lib/master/lanes/run-batch.ts',
        from: "if (kind === 'lost') return { kind: 'unknown' };",
        to: '',
      },
    ],
    withinSeeds: 100,
  },
  {
    rule: 'AUT1',
    name: 'a private stream outlives the standing it was opened for',
    edits: [
      {
        file: 'lib/terminal/private-streams.ts',
        from: '> stream.standing;',
        to: '< 0;',
      },
    ],
    withinSeeds: 50,
  },
  {
    rule: 'AUT1',
    name: 'a private stream outlives its ticket',
    edits: [
      {
        file: 'lib/terminal/private-streams.ts',
        from: 'if (isRevoked || stream.expiresAtMs <= this.#nowMs()) {',
        to: 'if (isRevoked) {',
      },
    ],
    withinSeeds: 50,
  },
  {
    rule: 'DUR1',
    name: 'a bid is confirmed as with the standby that only the own disk has',
    edits: [
      {
        file: 'lib/db/transaction.ts',
        from: "wait === 'own-disk' ? 'local' : 'remote_write'",
        to: "'local'",
      },
    ],
    withinSeeds: 100,
  },
  {
    rule: 'TIM2',
    name: 'what was open in an interruption closes at its time',
    edits: [
      {
        file: 'lib/master/lanes/due-commands.ts',
        from: 'if (!isBelowFloor && !(isFrozen && nowMs >= closeMs)) return [];',
        to: 'if (!isBelowFloor || isBelowFloor) return [];',
      },
    ],
    withinSeeds: 50,
  },
];
