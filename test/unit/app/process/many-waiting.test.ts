import { expect, test } from '@jest/globals';
import { at, said } from '../../../support/arrivals/messages.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { aSite } from '../../../support/site.ts';

const codes = Array.from({ length: 60 }, (_, number) => `X${number}`);

test('every correction without a patient goes on when its original comes', async () => {
  const cloud = aMemoryCloud(aSite());
  const ids: string[] = [];
  for (const code of codes) {
    const results = [{ code, status: 'C', value: '4.1' }];
    const record = await cloud.run(
      said('T', { sentAt: at('1000'), patient: { 3: '', 5: '', 7: '' }, results }),
    );
    ids.push(record?.id ?? '');
  }
  const holds = async () =>
    Promise.all(ids.map(async (id) => (await cloud.messages.get(id))?.record.ledger?.held));
  expect(await holds()).toEqual(ids.map(() => ({ 'no-patient': 1 })));
  const results = codes.map((code) => ({ code, status: 'F', value: '6.9' }));
  await cloud.run(said('T', { sentAt: at('0900'), results }));
  expect(await holds()).toEqual(ids.map(() => ({})));
});
