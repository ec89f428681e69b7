import { expect, test } from '@jest/globals';
import { originOfPoints } from '../../../../lib/app/operate/origin-of-points.ts';
import type { RunScript } from '../../../../lib/normalize/transform/script-runner.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { aControl, aQuality } from '../../../support/quality/controls.ts';
import { aSite } from '../../../support/site.ts';

/** The script makes every specimen a control. */
const runScript: RunScript = async ({ text }) => ({
  ...{ kind: 'done', isChanged: true, added: 0, removed: 0 },
  text: text.replaceAll('P^^HL70369', 'Q^^HL70369'),
});

const ofPatient = (bytes: Uint8Array): Uint8Array =>
  Buffer.from(Buffer.from(bytes).toString().replaceAll('Q^^HL70369', 'P^^HL70369'));

function aBench() {
  const site = aSite({
    sources: [
      {
        ...{ id: 'analyzer', kind: 'analyzer', sender: { application: 'ANALYZER' } },
        script: 'scripts/a.ts',
      },
    ],
  });
  const cloud = aMemoryCloud(site, { runScript, quality: aQuality(), since: Date.UTC(2026, 2, 3, 20) });
  const origins = () => {
    const points = cloud.qc.all();
    const stored = new Map(points.map((point) => [point.id, point]));
    const originOf = originOfPoints({ stored }, 'analyzer', site);
    return points.map(({ id }) => originOf(id));
  };
  return { ...cloud, origins };
}

test('a control that only a script makes one is marked, also when its message is replayed', async () => {
  const { run, replay, origins } = aBench();
  const record = await run(ofPatient(aControl()));
  expect(origins()).toEqual([{ kind: 'script' }]);
  await replay({ messageId: record?.id ?? '' });
  expect(origins()).toEqual([{ kind: 'script' }]);
});

test('a control that its message names is not marked, although the source has a script', async () => {
  const { run, origins } = aBench();
  await run(aControl());
  expect(origins()).toEqual([undefined]);
});
