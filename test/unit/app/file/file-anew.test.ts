import { expect, test } from '@jest/globals';
import { MemoryReportStore } from '../../../../lib/adapters/memory/report-store.ts';
import { renderBundle } from '../../../../lib/render/fhir/bundle.ts';
import { at, potassium } from '../../../support/arrivals/messages.ts';
import { chartAfter, linesOf } from '../../../support/chart.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

const bo = { 3: 'TB^^^RIVERSIDE^MR', 5: 'Berg^Bo', 7: '19550505' };

type Results = readonly (readonly [string, string, string, { readonly patient: typeof bo }?])[];

async function after(...results: Results) {
  const site = aSite();
  const cloud = aMemoryCloud(site, { since: Date.UTC(2026, 1, 11, 14) });
  const ids: string[] = [];
  for (const message of potassium(...results)('T')) ids.push((await cloud.run(message))?.id ?? '');
  const bundles = cloud.updates.updates.flatMap(({ update }) =>
    update.content === undefined ? [] : [renderBundle(update.content, site.laboratory)],
  );
  const held = await Promise.all(
    ids.map(async (id) => (await cloud.messages.get(id))?.record?.ledger?.held ?? {}),
  );
  return { lines: linesOf(chartAfter(bundles), 'T'), held };
}

const takenBack: Results = [
  [at('0910'), 'P', '4.1', { patient: bo }],
  [at('0920'), 'W', '', { patient: bo }],
];
const ofAnother: Results = [[at('0930'), 'F', '5.0']];

test('a number whose results were all taken back may be reported for somebody else', async () => {
  const { lines } = await after(...takenBack, ...ofAnother);
  expect(lines).toEqual([expect.stringMatching(/^A \| K \| 5 mmol\/L/)]);
});

test('a later result of the first patient under such a number waits, since one number would be of two patients', async () => {
  const { lines, held } = await after(...takenBack, ...ofAnother, [at('0940'), 'F', '6.1', { patient: bo }]);
  expect(lines).toEqual([expect.stringMatching(/^A \| K \| 5 mmol\/L/)]);
  expect(held[3]).toEqual({ 'patient-mismatch': 1 });
});

test('a later reading of the first patient that changes nothing does not wait', async () => {
  const late: Results = [[at('0900'), 'P', '4.0', { patient: bo }]];
  expect((await after(...takenBack, ...ofAnother, ...late)).held).toEqual([{}, {}, {}, {}]);
});

test('a withdrawal whose original never came leaves the number to somebody else', async () => {
  const { lines, held } = await after([at('0910'), 'W', '', { patient: bo }], ...ofAnother);
  expect(lines).toEqual([expect.stringMatching(/^A \| K \| 5 mmol\/L/)]);
  expect(held).toEqual([{}, {}]);
});

test('a result that was taken back may be reported again while nobody else has the number', async () => {
  const { lines } = await after(...takenBack, [at('0940'), 'C', '6.1', { patient: bo }]);
  expect(lines).toEqual([expect.stringMatching(/^B \| K \| 6.1 mmol\/L/)]);
});

test('a further service of an order reads only its own report', async () => {
  let reads = 0;
  const reports = new (class extends MemoryReportStore {
    override async latest(key: string) {
      reads += 1;
      return super.latest(key);
    }
  })();
  const { run } = aMemoryCloud(aSite(), { reports });
  const ofService = (control: string, service: string) =>
    anOru({ header: { 10: control }, order: { 2: 'P1', 3: 'F1', 4: service }, results: [{ 5: '4.1' }] });
  await run(ofService('1', 'CHEM^Chem panel^L'));
  reads = 0;
  await run(ofService('2', 'COAG^Coagulation^L'));
  expect(reads).toBe(1);
});
