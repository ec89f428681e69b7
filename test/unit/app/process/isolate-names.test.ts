import { expect, test } from '@jest/globals';
import { renderBundle } from '../../../../lib/render/fhir/bundle.ts';
import { panelMessage } from '../../../support/arrivals/child-panels.ts';
import { at, CULTURE, organism, said } from '../../../support/arrivals/messages.ts';
import { chartAfter } from '../../../support/chart.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { aSite } from '../../../support/site.ts';

const site = aSite();

const culture = (tag: string): Uint8Array =>
  said(tag, {
    ...{ sentAt: at('0900'), order: { ...CULTURE, 25: 'F' } },
    results: [
      organism('1', '112283007', 'Escherichia coli'),
      organism('2', '56415008', 'Klebsiella pneumoniae'),
    ],
  });

const panel = (tag: string): Uint8Array =>
  panelMessage(tag, { time: '0920', isolate: 'ORG&Organism&L^2', drugs: { AMP: 'R' } });

test.each([
  ['comes before its panel', [culture, panel]],
  ['comes after its panel', [panel, culture]],
])('the chart names the isolate of a culture that %s', async (_, messages) => {
  const cloud = aMemoryCloud(site);
  for (const message of messages) await cloud.run(message('T'));
  const bundles = cloud.updates.updates.flatMap(({ update }) =>
    update.content === undefined ? [] : [renderBundle(update.content, site.laboratory)],
  );
  const drug = chartAfter(bundles).observations.find(({ code }) => code.coding?.[0]?.code === 'AMP');
  expect(drug?.derivedFrom).toMatchObject([{ display: 'Organism (2) Klebsiella pneumoniae' }]); // OBR-26.3
});
