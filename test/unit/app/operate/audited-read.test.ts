import { describe, expect, test } from '@jest/globals';
import {
  isReason,
  patientsIn,
  patientsOfReports,
  recordRead,
} from '../../../../lib/app/operate/audited-read.ts';
import { anOru, msh, pid, segment, toMessage } from '../../../support/messages.ts';
import { anOperatedSystem, ines } from '../../../support/operator.ts';
import { aSite } from '../../../support/site.ts';

const read = { action: 'read', resourceType: 'Message', subject: 'm-1', count: 1 } as const;

describe('a read of patient data', () => {
  test('is written down once for each patient, with who read it and why', async () => {
    const { system } = anOperatedSystem();
    await recordRead({ ...read, patients: ['p-1', 'p-2', 'p-1'] }, ines, system);
    expect(system.audit.entries).toMatchObject([
      { actor: 'ines', reason: 'to answer the ward', channel: 'command-line', patientKey: 'p-1', count: 1 },
      { patientKey: 'p-2' },
    ]);
    expect(new Set(system.audit.entries.map(({ requestId }) => requestId)).size).toBe(1);
  });

  test('that is about nobody known is written down as well', async () => {
    const { system } = anOperatedSystem();
    await recordRead({ ...read, patients: [] }, ines, system);
    expect(system.audit.entries).toMatchObject([{ subject: 'm-1', patientKey: undefined }]);
  });

  test('without a reason is not possible', async () => {
    const { system } = anOperatedSystem();
    const reading = recordRead({ ...read, patients: ['p-1'] }, { ...ines, reason: ' ' }, system);
    await expect(reading).rejects.toThrow('without a reason');
    expect(system.audit.entries).toEqual([]);
  });
});

test.each([
  ['to answer the ward', true],
  ['  ', false],
  ['', false],
  ['\u0000\u0007\u001b', false],
  ['\u200b\u2060\u202e', false],
  ['\u3164', false],
  ['...', false],
  ['\u200bward', true],
  ['検査', true],
  [undefined, false],
])('%j says why: %j', (text, says) => {
  expect(isReason(text)).toBe(says);
});

describe('the patients of a message', () => {
  test('are those whom its bytes name, also where it only retires them', () => {
    const merge = toMessage(
      msh({ 9: 'ADT^A40' }),
      segment('EVN', { 1: 'A40' }),
      pid({ 3: '1^^^RIVERSIDE^MR' }),
      segment('MRG', { 1: '2^^^RIVERSIDE^MR' }),
    );
    expect(patientsIn(merge, aSite())).toHaveLength(2);
  });

  test('are none where the bytes are no message of the site', () => {
    expect(patientsIn(Buffer.from('hello'), aSite())).toEqual([]);
  });

  test('are those of its reports, each once', async () => {
    const { cloud, system, take, onlyReport } = anOperatedSystem();
    await take(anOru());
    const key = onlyReport();
    const patient = cloud.reports.all()[0]?.report.patient?.key;
    expect(await patientsOfReports([key, key, 'no such report'], system.reports)).toEqual([patient]);
  });
});
