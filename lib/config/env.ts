import { z } from 'zod';

const port = z.coerce.number().int().min(1).max(65_535);
const origin = z
  .url()
  .refine(
    (url) => URL.canParse(url) && new URL(url).origin === url,
    'must be an origin such as http://localhost:3000',
  );
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);
/** `host:port`, or empty when the house runs without Memcached. */
const memcached = z
  .string()
  .default('')
  .refine((text) => text === '' || /^[^\s:]+:\d{1,5}$/.test(text), 'must be host:port or empty');
const redis = z
  .string()
  .default('')
  .refine(
    (text) => text === '' || (URL.canParse(text) && /^rediss?:\/\//.test(text)),
    'must be an address such as redis://127.0.0.1:6379, or empty',
  );
const secret = z.string().min(32, 'must have at least 32 characters');
const nodeName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and -');
const onOff = z
  .enum(['on', 'off'])
  .default('on')
  .transform((text) => text === 'on');
const common = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port,
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Signs the short-lived tokens between masters and nodes (NOD1). */
  NODE_SECRET: secret,
  MEMCACHED: memcached,
  /** How masters tell nodes what changed (BUS1): the same for all processes of a house. */
  BUS: z.enum(['direct', 'redis']).default('direct'),
  /**
   * Where Redis is; may hold a password. Needed for the bus `redis`; terminals also park pushes that
   * failed there, and in their memory where it is empty (PSH6).
   */
  REDIS_URL: redis,
};

/** A bus on Redis needs a Redis. */
const busHasRedis = (env: { BUS: string; REDIS_URL: string }) =>
  env.BUS !== 'redis' || env.REDIS_URL !== '';
const NO_REDIS = { path: ['REDIS_URL'], message: 'the bus redis needs it' };

const master = z.object({
  ...common,
  MASTER_NAME: nodeName.default('master-1'),
  PRIMARY_URL: z.url(),
  REPLICA_URL: z.url(),
  /** Signs sessions. */
  AUTH_SECRET: secret,
  /** Where people open the house; cookies and Origin checks go by it. */
  PUBLIC_ORIGIN: origin,
  /** Addresses that nodes may register with (NOD1): hosts, comma separated. */
  NODE_HOSTS: list.default(['127.0.0.1']),
  /** What an accepted bid must have survived before it is confirmed (DUR1). */
  DURABILITY: z.enum(['local', 'available', 'strict']).default('local'),
  /** Whether this master renders pages through Next. */
  PAGES: onOff,
  /** `.data/stack.json`, for the operations page; empty outside a local house. */
  STACK_FILE: z.string().default(''),
  /** The data folder of a local house; empty outside of one. */
  LOTCAST_DATA_DIR: z.string().default(''),
});

const node = z.object({
  ...common,
  NODE_NAME: nodeName,
  MASTERS: list.refine((urls) => urls.length > 0, 'must name at least one master'),
  /** Where masters reach this node; default: its own host and port. */
  NODE_URL: z.string().default(''),
});

const terminal = node.extend({
  /** Where pages reach this terminal. */
  PUBLIC_URL: origin,
  /** Origins of pages that may connect (AUT2), comma separated. */
  ALLOWED_ORIGINS: list,
});

/** Environment of a master. */
export type MasterEnv = z.infer<typeof master>;
/** Environment of any node (cache agent). */
export type NodeEnv = z.infer<typeof node>;
/** Environment of a terminal. */
export type TerminalEnv = z.infer<typeof terminal>;

/** Every bad variable at once, for the start to stop with. */
export class BadEnvironment extends Error {
  override readonly name = 'BadEnvironment';
}

function read<T extends z.ZodType>(schema: T, env: NodeJS.ProcessEnv): z.infer<T> {
  const parsed = schema.safeParse(env);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new BadEnvironment(`bad environment: ${lines.join('; ')}`);
}

/** @throws BadEnvironment naming every bad variable. */
export const readMasterEnv = (env: NodeJS.ProcessEnv): MasterEnv =>
  read(master.refine(busHasRedis, NO_REDIS), env);
/** @throws BadEnvironment naming every bad variable. */
export const readNodeEnv = (env: NodeJS.ProcessEnv): NodeEnv =>
  read(node.refine(busHasRedis, NO_REDIS), env);
/** @throws BadEnvironment naming every bad variable. */
export const readTerminalEnv = (env: NodeJS.ProcessEnv): TerminalEnv =>
  read(terminal.refine(busHasRedis, NO_REDIS), env);
