import { expect, test } from '@jest/globals';
import { lifeOfMessage, readMessage } from '../../../../lib/app/operate/message-life.ts';
import { anOru, textOf } from '../../../support/messages.ts';
import { anOperatedSystem, ines } from '../../../support/operator.ts';

async function aReportedMessage() {
  const operated = anOperatedSystem();
  const id = await operated.take(anOru());
  const reportKey = operated.onlyReport();
  await operated.system.deliveries.put({
    ...{ destination: 'ehr', reportKey, version: 1, state: 'parked', changedAt: '2026-03-02T15:00:00.000Z' },
    group: 'g',
    failure: { code: 'Http422', answer: 'Okafor is unknown' },
  });
  return { ...operated, id, reportKey };
}

test('the life of a message names its versions and who has them, and nothing of a patient', async () => {
  const { system, id, reportKey } = await aReportedMessage();
  const life = await lifeOfMessage(id, system);
  expect(life).toMatchObject({
    record: { id, state: 'processed' },
    reports: [
      {
        key: reportKey,
        versions: [{ version: 1, messageId: id, holds: [], changes: 2, destinations: ['ehr'] }],
        deliveries: [{ destination: 'ehr', version: 1, state: 'parked', failure: { code: 'Http422' } }],
      },
    ],
  });
  expect(JSON.stringify(life)).not.toMatch(/Okafor|700101/);
  expect(life?.content).toBeUndefined();
  expect(system.audit.entries).toEqual([]);
});

test('a reader is given the content, and that is written down', async () => {
  const { system, id } = await aReportedMessage();
  const life = await readMessage(id, ines, system);
  expect(textOf(life?.content ?? new Uint8Array())).toContain('Okafor^Amara');
  expect(life?.byteCount).toBe(life?.content?.length);
  expect(system.audit.entries).toMatchObject([{ action: 'read', resourceType: 'Message', subject: id }]);
});

test('a message that is not there has no life', async () => {
  const { system } = anOperatedSystem();
  expect(await lifeOfMessage('nothing', system)).toBeUndefined();
  expect(await readMessage('nothing', ines, system)).toBeUndefined();
  expect(system.audit.entries).toEqual([]);
});
