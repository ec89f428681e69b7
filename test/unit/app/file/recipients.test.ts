import { describe, expect, test } from '@jest/globals';
import { filteredFrom } from '../../../../lib/app/file/recipients.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru, msh, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

const fhir = (id: string, filter = {}) => ({ id, kind: 'fhir', url: `https://${id}.test`, filter });

const aCloud = (...destinations: object[]) =>
  aMemoryCloud(
    aSite({
      sources: [
        { id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS' }, numbersOf: 'lab' },
        { id: 'analyzer', kind: 'analyzer', sender: { application: 'ANALYZER' }, numbersOf: 'lab' },
      ],
      destinations,
    }),
  );

const sent = (cloud: ReturnType<typeof aCloud>) =>
  cloud.updates.updates.map(({ update }) => `${update.destination} v${update.version} ${update.reason}`);

describe('who is told of a report', () => {
  test('a destination that its filter lets in later is told then, also where that is all that is new', async () => {
    const cloud = aCloud(fhir('all'), fhir('lis-only', { sources: ['core-lis'] }));
    const result = (application: string) => anOru({ header: { 3: application, 10: application } });
    await cloud.run(result('ANALYZER'));
    expect(sent(cloud)).toEqual(['all v1 new']);
    // the LIS confirms what the analyzer said
    await cloud.run(result('CORELIS'));
    expect(sent(cloud)).toEqual(['all v1 new', 'lis-only v2 updated']);
  });

  test('what was sent before there were filters goes on to those who have none', async () => {
    const cloud = aCloud(fhir('all'), fhir('inpatients', { patientClasses: ['I'] }));
    await cloud.run(anOru({ header: { 10: '1' } }));
    const [before] = cloud.reports.all();
    if (before === undefined) throw new Error('no report');
    // as it was stored then
    delete before.destinations;
    await cloud.run(
      anOru({ header: { 10: '2' }, order: { 22: '20260303', 25: 'C' }, results: [{ 5: '39', 11: 'C' }] }),
    );
    expect(sent(cloud)).toEqual(['all v1 new', 'all v2 corrected']);
  });

  test('what a filter keeps out is counted, and a held version counts for no filter', async () => {
    const cloud = aCloud(
      fhir('all'),
      fhir('finals', { statuses: ['F'] }),
      fhir('others', { sources: ['analyzer'] }),
    );
    const counted = async (bytes: Uint8Array) => cloud.normalize(await cloud.accept(bytes));
    const preliminary = anOru({ header: { 10: '1' }, order: { 25: '' }, results: [{ 11: 'P' }] });
    expect(await counted(preliminary)).toMatchObject({ updates: 1, updatesFiltered: 2 });
    expect(await counted(anOru({ header: { 10: '2' }, order: { 22: '20260303', 25: '' } }))).toMatchObject({
      updates: 2,
      updatesFiltered: 1,
    });
    const unknown = anOru({ header: { 10: '3' }, patient: { 3: '' }, order: { 3: 'F-9^CORELIS' } });
    expect(await counted(unknown)).toMatchObject({ updates: 0, updatesFiltered: 0 });
    const [first] = cloud.reports.all();
    if (first === undefined) throw new Error('no version');
    expect(filteredFrom(first, cloud.dependencies.site)).toContain('others');
  });

  test('what is taken back goes to those who had it', async () => {
    const cloud = aCloud(fhir('all'), fhir('finals', { statuses: ['F'] }));
    await cloud.run(anOru({ header: { 10: '1' }, order: { 25: 'P' }, results: [{ 11: 'P' }] }));
    await cloud.run(
      anOru({ header: { 10: '2' }, order: { 22: '20260303', 25: 'X' }, results: [{ 11: 'X' }] }),
    );
    expect(sent(cloud)).toEqual(['all v1 new', 'all v2 cancelled']);
  });

  test('what is taken back is no news to those who never had it', async () => {
    const cloud = aCloud(fhir('all', { statuses: ['F'] }), fhir('ended', { statuses: ['X'] }));
    const document = (event: string, status: string, ...more: readonly string[]) =>
      toMessage(
        msh({ 9: `MDM^${event}`, 10: event }),
        pid(),
        segment('TXA', { 1: '1', 2: 'CN', 3: 'TX', 12: 'DOC-1^LIS', 17: status }),
        ...more,
      );
    await cloud.run(document('T02', 'AU', obx({ 2: 'TX', 5: 'Benign.', 6: '' })));
    await cloud.run(document('T11', 'CA'));
    expect(cloud.reports.all()[0]?.report).toMatchObject({ isWithdrawn: true, status: 'X' });
    expect(sent(cloud)).toEqual(['all v1 new', 'all v2 cancelled']);
  });
});
