import { parseArgs } from 'node:util';
import type { Environment } from './child';
import { oneLine, Trouble } from './trouble';

/** What the person asked for on the command line. Port 0 means any free one. */
export interface Flags {
  port: number;
  terminals: number;
  /** The first terminal's port; the others follow it. */
  terminalPort: number;
  masters: number;
  /** The data folder, as typed. */
  data: string;
  demo: boolean;
  /** How masters tell nodes what changed (BUS1). */
  bus: 'direct' | 'redis';
  /** The Redis to use; empty: one of the house's own. */
  redisUrl: string;
  durability: 'local' | 'available' | 'strict';
}

/** What `--help` prints. */
export const USAGE = `Usage: npm start -- [flags]
  --port 3000            where the house opens (0: any free port)
  --terminals 2          how many terminal servers (1 to 16)
  --terminal-port 4001   the first terminal's port; the others follow (0: any free ports)
  --masters 1            how many masters (1 to 8); further ones serve the API only
  --durability local     what a confirmed bid has survived: local (this disk), available (the read
                         replica has it too, unless that stalls), strict (always, or no answer)
  --data .data           where everything is kept
  --bus direct           how masters tell nodes what changed: direct, or redis
  --redis-url URL        the Redis of that bus (or REDIS_URL); none: one of the house's own
  --no-demo              start empty, without the demo sale
  --help                 this text`;

/**
 * Reads the flags.
 * @returns 'help' when that was asked for.
 * @throws Trouble naming the flag that is unknown or out of range.
 */
export function readFlags(args: readonly string[], env: Environment = process.env): Flags | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  return {
    port: whole(values.port, { flag: '--port', from: 0, to: 65_535 }),
    terminals: whole(values.terminals, { flag: '--terminals', from: 1, to: 16 }),
    terminalPort: whole(values['terminal-port'], { flag: '--terminal-port', from: 0, to: 65_520 }),
    masters: whole(values.masters, { flag: '--masters', from: 1, to: 8 }),
    data: values.data,
    demo: !values['no-demo'],
    ...bus(values.bus, values['redis-url'] ?? env.REDIS_URL ?? ''),
    durability: durability(values.durability),
  };
}

function bus(name: string, redisUrl: string): Pick<Flags, 'bus' | 'redisUrl'> {
  if (name === 'direct') return { bus: name, redisUrl: '' };
  if (name !== 'redis') throw new Trouble(`--bus must be direct or redis, not "${name}".`);
  if (redisUrl === '' || (URL.canParse(redisUrl) && /^rediss?:\/\//.test(redisUrl))) {
    return { bus: name, redisUrl };
  }
  // It may hold a password: it is not repeated.
  throw new Trouble('--redis-url must be an address such as redis://127.0.0.1:6379.');
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        port: { type: 'string', default: '3000' },
        terminals: { type: 'string', default: '2' },
        'terminal-port': { type: 'string', default: '4001' },
        masters: { type: 'string', default: '1' },
        durability: { type: 'string', default: 'local' },
        data: { type: 'string', default: '.data' },
        bus: { type: 'string', default: 'direct' },
        'redis-url': { type: 'string' },
        'no-demo': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    // Node adds advice about positional arguments after the first sentence.
    throw new Trouble(oneLine(error).replace(/\. .*$/, '.'));
  }
}

function durability(text: string): Flags['durability'] {
  if (text === 'local' || text === 'available' || text === 'strict') return text;
  throw new Trouble(`--durability must be local, available or strict, not "${text}".`);
}

function whole(text: string, allowed: { flag: string; from: number; to: number }): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= allowed.from && value <= allowed.to) return value;
  throw new Trouble(
    `${allowed.flag} must be a whole number from ${allowed.from} to ${allowed.to}, not "${text}".`,
  );
}
