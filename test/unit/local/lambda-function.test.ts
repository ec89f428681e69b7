import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { LambdaFunction, type LambdaFunctionOptions } from '../../../local/lambda-function.ts';

const folder = mkdtempSync(join(tmpdir(), 'labwire-function-'));
const running: LambdaFunction[] = [];
let count = 0;

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A function whose handler has this body, with `event` and `context`. */
function aFunction(body: string, options: Partial<LambdaFunctionOptions> = {}) {
  const file = join(folder, `function-${count++}.mjs`);
  writeFileSync(file, `export const handler = async (event, context) => { ${body} };`);
  const lines: string[] = [];
  const made = new LambdaFunction({
    name: 'receive',
    entry: pathToFileURL(file).href,
    environment: { LABWIRE_TABLE: 'labwire' },
    timeoutMs: 600_000,
    maxInstances: 1,
    onLog: (line) => lines.push(line),
    ...options,
  });
  running.push(made);
  return { made, lines };
}

describe('an invocation', () => {
  test('gives the answer of the handler, through JSON as in Lambda', async () => {
    const { made } = aFunction('return { doubled: event.number * 2, at: new Date(0), nothing: undefined };');
    expect(await made.invoke({ number: 21 })).toEqual({ doubled: 42, at: '1970-01-01T00:00:00.000Z' });
  });

  test('that gives nothing gives null', async () => {
    expect(await aFunction('').made.invoke({})).toBeNull();
  });

  test('has the environment of the template, and no other', async () => {
    const { made } = aFunction('return process.env;');
    expect(await made.invoke({})).toEqual({ LABWIRE_TABLE: 'labwire' });
  });

  test('knows how long it may still run', async () => {
    const { made } = aFunction('return context.getRemainingTimeInMillis() > 0 && context.functionName;');
    expect(await made.invoke({})).toBe('receive');
  });

  test('that throws is rejected, logged as Lambda logs it, and counted', async () => {
    let errors = 0;
    const { made, lines } = aFunction('throw new TypeError("no such thing");', { onError: () => errors++ });
    await expect(made.invoke({})).rejects.toThrow('no such thing');
    expect(errors).toBe(1);
    await expect(made.invoke({})).rejects.toThrow('no such thing');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'ERROR',
      message: { errorType: 'TypeError', errorMessage: 'no such thing' },
    });
  });

  test('whose environment dies is rejected, and the next has a new one', async () => {
    const { made } = aFunction('if (event.dies) process.exit(3); return "alive";');
    await expect(made.invoke({ dies: true })).rejects.toThrow('ended during an invocation');
    expect(await made.invoke({})).toBe('alive');
  });

  test('that takes longer than its time-out is ended, and the next has a new environment', async () => {
    const { made } = aFunction(
      'if (event.hangs) await new Promise(() => setInterval(() => 0, 1e6)); return 1;',
      {
        timeoutMs: 300,
      },
    );
    await expect(made.invoke({ hangs: true })).rejects.toThrow('took longer than its time-out');
  });
});

describe('environments', () => {
  test('one at a time handles one invocation after the other, in their order', async () => {
    const { made } = aFunction(
      'globalThis.seen = [...(globalThis.seen ?? []), event]; return globalThis.seen;',
    );
    const answers = await Promise.all([1, 2, 3].map((event) => made.invoke(event)));
    expect(answers).toEqual([[1], [1, 2], [1, 2, 3]]);
  });

  test('of a function that may not start are refused with the missing permission', async () => {
    const { made } = aFunction('return 1;', { refuses: 'kms:Decrypt' });
    await expect(made.invoke({})).rejects.toThrow('kms:Decrypt');
  });

  test('end with the function, and what still runs is rejected as stopped', async () => {
    const { made } = aFunction('await new Promise(() => setInterval(() => 0, 1e6));');
    const pending = made.invoke({});
    pending.catch(() => undefined);
    await made.stop();
    await expect(pending).rejects.toThrow();
  });
});
