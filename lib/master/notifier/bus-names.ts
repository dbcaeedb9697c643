import { type BusName, CONTROL, EVERYTHING } from '../../api/bus-wire';
import { isPrivateChannel, itemsOf, saleAlone } from '../../api/record-key';

/**
 * Where a record is told of (BUS1): wherever pages may watch it, once each, so that a node listens
 * under exactly the names that its pages watch, and under `all` for nodes that want every record.
 */
export function busNames(record: { key: string; channel: string }): BusName[] {
  const { key, channel } = record;
  if (channel === 'config') return [CONTROL];
  // One person's own: for the terminals where they are, and for nobody who wants everything (AUT1).
  if (isPrivateChannel(channel)) return [channel];
  const sale = channel.split('/', 1)[0] ?? channel;
  const names = new Set<BusName>([EVERYTHING, sale, channel]);
  const id = /^(?:lot|item):(\d+)$/.exec(key)?.[1];
  if (id) names.add(`lot:${id}`);
  if (key.startsWith('item:')) names.add(itemsOf(channel));
  if (key.startsWith('auction:')) names.add(saleAlone(key));
  return [...names];
}
