import { expect, test } from 'vitest';
import { readFlags } from './flags';

const bus = (args: string[], env = {}) => {
  const flags = readFlags(args, env);
  return flags === 'help' ? flags : { bus: flags.bus, redisUrl: flags.redisUrl };
};

test('[BUS1] the bus is direct unless redis is asked for, then with the Redis one is told of', () => {
  const REDIS_URL = 'redis://127.0.0.1:7000';
  expect(bus([])).toEqual({ bus: 'direct', redisUrl: '' });
  expect(bus([], { REDIS_URL })).toEqual({ bus: 'direct', redisUrl: '' });
  expect(bus(['--bus', 'redis'])).toEqual({ bus: 'redis', redisUrl: '' });
  expect(bus(['--bus', 'redis'], { REDIS_URL })).toEqual({ bus: 'redis', redisUrl: REDIS_URL });
  const told = 'rediss://:password@redis.example:6380/2';
  expect(bus(['--bus', 'redis', '--redis-url', told], { REDIS_URL })).toEqual({
    bus: 'redis',
    redisUrl: told,
  });
});

test('a bus or a Redis that is none is refused by name, and no password is repeated', () => {
  expect(() => bus(['--bus', 'kafka'])).toThrow('--bus must be direct or redis, not "kafka"');
  const wrong = () => bus(['--bus', 'redis', '--redis-url', 'http://:hush@example.test']);
  expect(wrong).toThrow('--redis-url must be an address such as redis://127.0.0.1:6379');
  expect(wrong).not.toThrow('hush');
});
