import { expect, test } from '@jest/globals';
import type { GatewayEvent } from '../../../../gateway/events.ts';
import { describeEvent, whyUnready } from '../../../../gateway/page/words.ts';

test.each<[GatewayEvent, string]>([
  [
    { kind: 'connection-refused', channel: 'lab', reason: 'address' },
    'lab refused a connection: its address is not among those that may connect (allow).',
  ],
  [
    { kind: 'bad-frame', channel: 'lab', frame: 'checksum' },
    'lab got bytes that are no message (checksum): compare protocol and framing with the instrument.',
  ],
  [
    { kind: 'spool-failed', code: 'disk-full' },
    'The disk is full. Senders get AE and keep their messages: free some space.',
  ],
  [{ kind: 'spool-alarm', measure: 'bytes', percent: 81 }, 'The spool is 81 % full.'],
  [{ kind: 'clock-skew', source: 'lis', seconds: -400 }, 'The clock of lis differs by 6 min: set it.'],
  [
    { kind: 'source-silent', source: 'lis', minutes: 90 },
    'lis has sent nothing for 1 h 30 min: look at the instrument and its network.',
  ],
])('%j is a sentence', (event, sentence) => {
  expect(describeEvent(event)).toBe(sentence);
});

test('a code that nobody knows is shown as it is', () => {
  expect(whyUnready('sqlite-99')).toContain('(sqlite-99)');
  expect(whyUnready('constructor')).toContain('(constructor)');
});
