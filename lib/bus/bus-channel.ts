import type { BusName } from '../api/bus-wire';

/**
 * The Redis channel of a name (BUS1): `lotcast:<installation>:auction:7`, so that houses may share a
 * Redis.
 */
export const busChannel = (installation: string, name: BusName): string =>
  `lotcast:${installation}:${name}`;
