import { createContext, runInContext } from 'node:vm';
import { afterAll, describe, expect, test } from '@jest/globals';
import { bundleScripts } from '../../../../lib/site/bundle-scripts.ts';
import { siteFolders } from '../../../support/site-folder.ts';

const { aFolder, remove } = siteFolders();
afterAll(remove);

const MESSAGE = 'MSH|^~\\&|A||||||ORU^R01|1|P|2.5.1\rOBX|1|ST|X||a|u|||||F\rOBX|2|ST|Y||b|u|||||F\r';

/** A harness with one script, in a realm of its own: loading it takes the clock away. */
function aHarness(body: string) {
  const folder = aFolder({ 'scripts/a.ts': `export default (message) => { ${body} };\n` });
  const { program } = bundleScripts(folder, ['scripts/a.ts']);
  const realm = createContext({});
  runInContext(program.code, realm);
  const call = (code: string): unknown => runInContext(code, realm);
  const ran = () => {
    call(`harness.read(${JSON.stringify(MESSAGE)})`);
    call("harness.run('scripts/a.ts')");
    return JSON.parse(String(call('harness.write()'))) as { text: string; added: number; removed: number };
  };
  return { call, ran };
}

describe('the harness of scripts', () => {
  test('gives a message back unchanged if the script changes nothing', () => {
    const { call, ran } = aHarness('');
    const read = JSON.parse(String(call(`harness.read(${JSON.stringify(MESSAGE)})`)));
    expect(ran()).toEqual({ text: read, added: 0, removed: 0 });
  });

  test('writes what the script changes', () => {
    const { text, added, removed } = aHarness("message.set('OBX.6', 'mmol/L');").ran();
    expect([text.includes('|mmol/L|'), added, removed]).toEqual([true, 0, 0]);
  });

  test('counts results that the script removes or adds', () => {
    expect(aHarness("message.deleteSegment(message.getSegments('OBX')[0]);").ran()).toMatchObject({
      added: 0,
      removed: 1,
    });
    expect(aHarness("message.createSegment('OBX');").ran()).toMatchObject({ added: 1, removed: 0 });
  });

  test('counts from the message that was read last', () => {
    const harness = aHarness("message.createSegment('OBX');");
    harness.ran();
    expect(harness.ran().added).toBe(1);
  });

  test('runs no script of another name, and no property of an object', () => {
    const { call } = aHarness("throw new Error('ran');");
    for (const name of ['scripts/b.ts', 'constructor', '__proto__', 'toString']) {
      expect(call(`harness.run(${JSON.stringify(name)})`)).toBeUndefined();
      expect(call(`harness.typeOf(${JSON.stringify(name)})`)).toBe('undefined');
    }
    expect(call("harness.typeOf('scripts/a.ts')")).toBe('function');
    expect(() => call("harness.run('scripts/a.ts')")).toThrow('ran');
  });

  test('leaves a script no clock, no chance and no promise', () => {
    const { call } = aHarness('');
    for (const code of ['Date.now()', 'new Date()', 'Date()', 'Math.random()'])
      expect(() => call(code)).toThrow('no clock and no chance');
    expect(call('typeof Promise + typeof performance + typeof Atomics')).toBe('undefined'.repeat(3));
    expect(call("new Date('2026-03-02').toISOString()")).toBe('2026-03-02T00:00:00.000Z');
  });

  test('cannot be replaced by a script', () => {
    const { call } = aHarness('globalThis.harness = 7;');
    call(`harness.read(${JSON.stringify(MESSAGE)})`);
    try {
      call("harness.run('scripts/a.ts')");
    } catch {
      // strict code is told so
    }
    expect(call('typeof harness.write')).toBe('function');
  });
});
