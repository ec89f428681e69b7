import { describe, expect, test } from '@jest/globals';
import { interpreterWith } from '../../../../lib/app/operate/interpret.ts';
import { carryOutReplay } from '../../../../lib/app/replay/replay-message.ts';
import { anOru } from '../../../support/messages.ts';
import { anOperatedSystem } from '../../../support/operator.ts';
import { aSite } from '../../../support/site.ts';

const holdsCorrections = aSite({
  sources: [
    {
      ...{ id: 'core-lis', kind: 'lis', unmarkedCorrections: 'hold' },
      sender: { application: 'CORELIS', facility: 'RIVERSIDE' },
    },
  ],
});

describe('a rehearsal', () => {
  test('compares with the version that charts show, not with the one that is held', async () => {
    const { system, take } = anOperatedSystem(holdsCorrections);
    await take(anOru({ results: [{ 5: '93' }] }));
    const messageId = await take(anOru({ header: { 10: '2' }, results: [{ 5: '39' }] }));
    expect(
      await interpreterWith(system).rehearse({ messageId, release: ['unmarked-correction'] }),
    ).toMatchObject({
      kind: 'planned',
      ledger: { received: 1, stored: 1, held: {} },
      changes: [
        {
          ...{ shown: 1, isSent: true, holds: [] },
          lines: expect.arrayContaining([
            { field: 'Glucose', before: '93 mg/dL, final', after: '39 mg/dL, corrected' },
          ]),
          fields: expect.arrayContaining([
            { field: expect.stringContaining('values[0].number'), before: '93', after: '39' },
          ]),
        },
      ],
    });
  });

  test('of a report that was never sent says that it is in no chart, and names its patient for the audit log', async () => {
    const { system, take } = anOperatedSystem();
    const messageId = await take(anOru({ patient: { 3: 'UNKNOWN' } }));
    const plan = await interpreterWith(system).rehearse({ messageId, release: ['placeholder-number'] });
    if (plan.kind === 'refused') throw new Error(plan.reason);
    expect(plan.changes).toMatchObject([{ shown: undefined, isSent: true }]);
    await carryOutReplay({ messageId, release: ['placeholder-number'], by: 'ines' }, system);
    const released = await system.reports.latest(plan.changes[0]?.key ?? '');
    expect(plan.patients).toEqual([released?.report.patient?.key]);
  });

  test('writes nothing, and names the group in which the message first waited', async () => {
    const { system, take, cloud } = anOperatedSystem();
    const messageId = await take(anOru({ patient: { 3: 'UNKNOWN' } }));
    const [queued] = cloud.inbound.entries;
    const before = [cloud.reports.all(), await system.messages.record(messageId)];
    const plan = await interpreterWith(system).rehearse({ messageId, release: ['placeholder-number'] });
    expect(plan).toMatchObject({ kind: 'planned', group: queued?.group });
    expect([cloud.reports.all(), await system.messages.record(messageId)]).toEqual(before);
    expect(cloud.inbound.entries).toHaveLength(1);
  });

  test('of a hold that cannot be lifted, or of a message that is not there, says why', async () => {
    const { system, take } = anOperatedSystem();
    const messageId = await take(anOru({ patient: { 3: 'UNKNOWN' } }));
    expect(await interpreterWith(system).rehearse({ messageId, release: ['no-patient'] })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('cannot be released'),
    });
    expect(await interpreterWith(system).rehearse({ messageId: 'nobody', release: [] })).toEqual({
      kind: 'refused',
      reason: 'there is no message with this id',
    });
  });
});

test('everybody whom a message names is found for the audit log, and nobody in one that is not there', async () => {
  const { system, take } = anOperatedSystem();
  const id = await take(anOru({ patient: { 3: '700101^^^RIVERSIDE^MR' } }));
  expect(await interpreterWith(system).patientsIn(id)).toHaveLength(1);
  expect(await interpreterWith(system).patientsIn('nobody')).toEqual([]);
});

test('codes that no map has are listed, at most so many of each source', async () => {
  const { system, take } = anOperatedSystem();
  await take(anOru({ results: [{ 3: 'X1^One^L' }, { 3: 'X2^Two^L' }] }));
  expect(await interpreterWith(system).unmapped(10)).toMatchObject([{ code: 'X1' }, { code: 'X2' }]);
  expect(await interpreterWith(system).unmapped(1)).toHaveLength(1);
});
