import { describe, expect, it } from 'vitest';
import { createFakeTime } from '@/lib/live/testing/fake-world';
import { createSpeech } from './speech';

describe('a live region', () => {
  it('speaks at once, then only the latest once per gap', () => {
    const time = createFakeTime();
    const said: string[] = [];
    const speech = createSpeech({ ...time, speak: (text) => said.push(text) }, 5_000);
    speech.say('£100');
    for (const price of ['£110', '£120', '£130']) speech.say(price);
    time.pass(4_999);
    expect(said).toEqual(['£100']);
    time.pass(1);
    expect(said).toEqual(['£100', '£130']);
    time.pass(20_000);
    expect(said).toHaveLength(2);
  });

  it('says nothing after it was stopped', () => {
    const time = createFakeTime();
    const said: string[] = [];
    const speech = createSpeech({ ...time, speak: (text) => said.push(text) }, 5_000);
    speech.say('one');
    speech.say('two');
    speech.stop();
    time.pass(10_000);
    expect(said).toEqual(['one']);
  });
});
