import { afterAll, expect, test } from '@jest/globals';
import { bundleScripts, bundleWorker } from '../../../lib/site/bundle-scripts.ts';
import { checkScripts } from '../../../lib/site/check-scripts.ts';
import { siteFolders } from '../../support/site-folder.ts';

const { aFolder, remove } = siteFolders();
afterAll(remove);

const folder = aFolder({
  'scripts/good.ts': 'export default () => undefined;\n',
  'scripts/value.ts': 'export default 7;\n',
  'scripts/throws.ts': "\nthrow new Error('Okafor');\n",
  'scripts/endless.ts': 'for (;;);\nexport default () => undefined;\n',
  // the engine cannot interrupt a built-in function
  'scripts/stuck.ts': 'new Array(2 ** 32 - 1).indexOf(1);\nexport default () => undefined;\n',
});
const worker = bundleWorker('serveChecks');
const check = (names: readonly string[], limits: Parameters<typeof checkScripts>[2] = {}) =>
  checkScripts(
    worker,
    names.map((name) => ({ name, program: bundleScripts(folder, [name]).program })),
    limits,
  );

test('each script has a verdict of its own, in the order of the scripts', () => {
  expect(check(['scripts/throws.ts', 'scripts/good.ts', 'scripts/value.ts'])).toEqual([
    { kind: 'failed', place: 'scripts/throws.ts:2' },
    { kind: 'ready' },
    { kind: 'no-function' },
  ]);
});

test('a script that never ends is stopped, and the others have their verdicts', () => {
  const verdicts = check(['scripts/good.ts', 'scripts/endless.ts', 'scripts/good.ts'], { loadMs: 300 });
  expect(verdicts.map(({ kind }) => kind)).toEqual(['ready', 'failed', 'ready']);
});

test('where a script cannot be stopped, all have failed', () => {
  const verdicts = check(['scripts/good.ts', 'scripts/stuck.ts'], { loadMs: 300, patienceMs: 1500 });
  expect(verdicts).toEqual([{ kind: 'failed' }, { kind: 'failed' }]);
});
