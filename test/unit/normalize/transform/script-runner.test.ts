import { expect, test } from '@jest/globals';
import { createScriptRunner } from '../../../../lib/normalize/transform/script-runner.ts';

/** A worker whose text is what it does: `done`, `exit`, `throw`, `silence`; it counts what it was asked. */
const worker = `
  const { parentPort, workerData } = require('node:worker_threads');
  let count = 0;
  parentPort.on('message', ({ text }) => {
    count++;
    if (text === 'exit') process.exit(1);
    if (text === 'throw') throw new Error('Okafor');
    if (text !== 'silence')
      parentPort.postMessage({ kind: 'done', text: text + ' ' + count, told: workerData, isChanged: false, added: 0, removed: 0 });
  });
`;

const program = {
  code: 'process.exit(1)',
  map: { file: '', version: 3, sources: [], sourcesContent: [], names: [], mappings: '', sourceRoot: '' },
};

// the time for the start of the worker is added to the limits, so that limits below zero leave a second
const run = (limits = { timeoutMs: 10_000, libraryMs: 10_000 }) => {
  const runScript = createScriptRunner({ worker, program }, limits);
  return (text: string) => runScript({ script: 'scripts/a.ts', text });
};

test('messages are run one after the other, in one worker', async () => {
  const ask = run();
  const outcomes = await Promise.all(['a', 'b', 'c'].map(ask));
  expect(outcomes).toMatchObject(['a 1', 'b 2', 'c 3'].map((text) => ({ kind: 'done', text })));
});

test('the worker is told its limits and its program, which is data to it', async () => {
  expect(await run({ timeoutMs: 7, libraryMs: 8000 })('a')).toMatchObject({
    text: 'a 1',
    told: { program, limits: { timeoutMs: 7, libraryMs: 8000 } },
  });
});

test.each(['exit', 'throw'])(
  'a worker that dies (%s) fails its message alone: the next has a new one',
  async (end) => {
    const ask = run();
    const outcomes = await Promise.all(['a', end, 'b'].map(ask));
    expect(outcomes).toMatchObject([{ text: 'a 1' }, { kind: 'threw' }, { kind: 'done', text: 'b 1' }]);
    expect(JSON.stringify(outcomes)).not.toContain('Okafor');
  },
);

test('a worker that is stuck is replaced, and its message has timed out', async () => {
  const ask = run({ timeoutMs: -1500, libraryMs: -1500 });
  expect(await ask('silence')).toEqual({ kind: 'timeout' });
  let next = await ask('a');
  // a busy machine may need more than the second for a new worker
  while (next.kind === 'timeout') next = await ask('a');
  expect(next).toMatchObject({ kind: 'done', text: 'a 1' });
});

test('two runners share nothing', async () => {
  const [one, other] = [run(), run()];
  await one('a');
  expect(await other('b')).toMatchObject({ text: 'b 1' });
});
