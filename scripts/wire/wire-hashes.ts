import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { busMessage } from '../../lib/api/bus-wire';
import { clientIn, PROTOCOL, terminalOut } from '../../lib/api/frames';
import * as nodeWire from '../../lib/api/node-wire';

/** Every message of the wire, by who says it to whom. */
const MESSAGES: Record<string, z.ZodType> = {
  'terminal to page': terminalOut,
  'page to terminal': clientIn,
  'master to node: notice': nodeWire.notice,
  'node to master: ack': nodeWire.ack,
  'node to master: register': nodeWire.registerRequest,
  'master to node: registered': nodeWire.registerAnswer,
  'node to master: fetch': nodeWire.fetchRequest,
  'master to node: fetched': nodeWire.fetchAnswer,
  'node to master: changes': nodeWire.changesRequest,
  'master to node: changes': nodeWire.changesAnswer,
  'node to master: heads': nodeWire.headsRequest,
  'master to node: heads': nodeWire.headsAnswer,
  'terminal to terminal: parked': nodeWire.parkedRequest,
  'master to nodes, on the bus': busMessage,
};

/** One version of the wire: a hash by message. */
export type WireHashes = Record<string, string>;

/** Hashes by version of the protocol. */
export type RecordedWires = Record<string, WireHashes>;

/** The wire as the schemas say it now (WIR1): SHA-256 of each message's canonical JSON Schema. */
export const wireHashes = (messages: Record<string, z.ZodType> = MESSAGES): WireHashes =>
  Object.fromEntries(Object.entries(messages).map(([name, schema]) => [name, hashOf(schema)]));

/** Neither the order of fields nor what one is when it is left out is seen on the wire. */
const hashOf = (schema: z.ZodType): string =>
  createHash('sha256')
    .update(
      canonicalize(
        z.toJSONSchema(schema, {
          override: ({ jsonSchema }) => {
            delete jsonSchema.default;
            jsonSchema.required?.sort();
          },
        }),
      ) ?? '',
    )
    .digest('hex');

/** What is to be done where the wire is not the one that was recorded; null where it is. */
export function wireProblem(recorded: RecordedWires, now: WireHashes): string | null {
  const then = recorded[PROTOCOL];
  if (!then) {
    return `protocol ${PROTOCOL} is not recorded: npm run wire:record writes it down`;
  }
  const names = new Set([...Object.keys(then), ...Object.keys(now)]);
  const changed = [...names].filter((name) => then[name] !== now[name]);
  if (changed.length === 0) return null;
  return (
    `the wire changed (${changed.join('; ')}): raise PROTOCOL in lib/api/frames.ts and run ` +
    `npm run wire:record, or, while nobody runs protocol ${PROTOCOL} yet, ` +
    'npm run wire:record -- --again'
  );
}
