import { expect, test } from '@jest/globals';
import { until, within } from '../../support/until.ts';

const never = new Promise<never>(() => undefined);

test('a wait ends with what was found', async () => {
  let looks = 0;
  expect(await until(() => (++looks === 3 ? 'it' : undefined), { what: 'it' })).toBe('it');
  expect(looks).toBe(3);
});

test('a wait that is too long fails, and says what is still there', async () => {
  const left = () => ({ inbound: 3 });
  await expect(until(() => false, { what: 'empty queues', left, limitMs: 1 })).rejects.toThrow(
    'waited 0.001 s for empty queues. Left: {"inbound":3}',
  );
});

test('so does one whose look hangs, and one whose event does not come', async () => {
  await expect(until(() => never, { what: 'an answer', limitMs: 1 })).rejects.toThrow('for an answer');
  const next = () => never;
  await expect(until(() => false, { what: 'an event', next, limitMs: 1 })).rejects.toThrow('for an event');
  await expect(within(never, { what: 'an end', limitMs: 1 })).rejects.toThrow('for an end. Left: not known');
});

test('nobody looks after a wait is given up', async () => {
  let looks = 0;
  const turn = Promise.withResolvers<void>();
  const look = () => {
    looks++;
    return false;
  };
  await expect(until(look, { what: 'it', next: () => turn.promise, limitMs: 1 })).rejects.toThrow();
  turn.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(looks).toBe(1);
});

test('an error of a look, and of the description of what is left, is told', async () => {
  const fail = async () => {
    throw new Error('refused');
  };
  await expect(until(fail, { what: 'it' })).rejects.toThrow('refused');
  await expect(within(never, { what: 'it', left: fail, limitMs: 1 })).rejects.toThrow(
    'Left: not known: Error: refused',
  );
});
