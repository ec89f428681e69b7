import { describe, expect, test } from '@jest/globals';
import { Circuit } from '../../../../lib/app/deliver/circuit.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';

function aCircuit() {
  let seconds = 0;
  const circuit = new Circuit(() => seconds * 1000);
  let tries = 0;
  const run = (group: string, failure?: AdapterError): Promise<string> =>
    circuit.run(group, async () => {
      tries++;
      if (failure !== undefined) throw failure;
      return 'done';
    });
  return {
    run,
    pass: (more: number) => {
      seconds += more;
    },
    tried: () => tries,
  };
}

const broken = (code = 'HTTP500', retryAfterSeconds?: number) =>
  new AdapterError(code, 'transient', 'no', { retryAfterSeconds });
const outcome = (promise: Promise<string>): Promise<string> =>
  promise.catch((cause: AdapterError) => cause.code);

describe('a circuit', () => {
  test('opens when nobody is served, lets one try after a while, and closes when that is', async () => {
    const { run, pass, tried } = aCircuit();
    for (const group of ['a', 'b', 'c', 'd', 'e']) await outcome(run(group, broken()));
    expect(await outcome(run('f'))).toBe('CircuitOpen');
    expect(tried()).toBe(5);
    pass(31);
    expect(await outcome(run('f', broken()))).toBe('HTTP500');
    // twice as long each time
    pass(31);
    expect(await outcome(run('f'))).toBe('CircuitOpen');
    pass(31);
    expect(await outcome(run('f'))).toBe('done');
    expect(await outcome(run('a'))).toBe('done');
  });

  test("is not opened by one patient's trouble, however often it comes", async () => {
    const { run } = aCircuit();
    for (let count = 0; count < 50; count++) expect(await outcome(run('a', broken()))).toBe('HTTP500');
    expect(await outcome(run('b'))).toBe('done');
  });

  test('forgets failures when somebody is served', async () => {
    const { run } = aCircuit();
    for (const group of 'abcd') await outcome(run(group, broken()));
    await run('z');
    for (const group of 'efgh') expect(await outcome(run(group, broken()))).toBe('HTTP500');
    expect(await outcome(run('z'))).toBe('done');
  });

  test('is not opened by refusals: they are answers', async () => {
    const { run } = aCircuit();
    const refusal = new AdapterError('HTTP422', 'permanent', 'no');
    for (const group of 'abcdefgh') expect(await outcome(run(group, refusal))).toBe('HTTP422');
  });

  test('stays open for as long as a server says of itself, and for ten minutes at most', async () => {
    const { run, pass } = aCircuit();
    await outcome(run('a', broken('HTTP503', 400)));
    pass(399);
    expect(await outcome(run('b'))).toBe('CircuitOpen');
    pass(2);
    expect(await outcome(run('b', broken('HTTP429', 2_592_000)))).toBe('HTTP429');
    pass(601);
    expect(await outcome(run('b'))).toBe('done');
  });

  test('what is said of one request alone is not said of all', async () => {
    const { run } = aCircuit();
    await outcome(run('a', broken('HTTP409', 2_592_000)));
    expect(await outcome(run('b'))).toBe('done');
  });
});

test('a circuit waits by a clock that nobody sets: its own time is the one of this process', async () => {
  const circuit = new Circuit();
  for (const group of ['a', 'b', 'c', 'd', 'e'])
    await circuit.run(group, () => Promise.reject(broken())).catch(() => undefined);
  const failure = await circuit.run('f', async () => 'done').catch((cause: unknown) => cause);
  expect(failure).toMatchObject({ code: 'CircuitOpen', retryAfterSeconds: 30 });
});
