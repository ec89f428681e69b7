import { describe, expect, test } from '@jest/globals';
import { MemoryIdentityStore } from '../../../../lib/adapters/memory/identity-store.ts';
import {
  describePatient,
  learn,
  statementOf,
  subjectOf,
  teaches,
} from '../../../../lib/app/file/described-patient.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart, reportOf } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

type Fields = Readonly<Record<number, string>>;

const site = aSite();

/** A part at an hour of 2026-03-02. */
const partAt = (hour: number, patient: Fields = {}, header: Fields = {}) =>
  onlyPart(anOru({ header: { 7: `202603020${hour}0000-0500`, 10: `C${hour}`, ...header }, patient }), {
    messageId: `m${hour}`,
  });

const filing = (part: ReturnType<typeof partAt>) => ({ reportKey: 'r', processingId: 'P', part });

/** What is known after these parts. */
async function knownAfter(...parts: readonly ReturnType<typeof partAt>[]) {
  const store = new MemoryIdentityStore();
  let known: Awaited<ReturnType<typeof describePatient>> | undefined;
  for (const part of parts) {
    const statement = statementOf({ part }, site);
    if (statement !== undefined) known = await describePatient(statement, store, known);
  }
  return { store, known };
}

describe('the statement of a part', () => {
  test.each([
    ['CORELIS', 2],
    ['ANALYZER', 1],
  ])('of %s has rank %i', (application, rank) => {
    expect(statementOf({ part: partAt(1, {}, { 3: application }) }, site)?.by.rank).toBe(rank);
  });

  test('is that of the order where the order described the patient', () => {
    const { watermark } = partAt(5);
    const describedBy = { source: 'core-lis', messageId: 'order', watermark };
    const statement = statementOf({ part: partAt(1, {}, { 3: 'ANALYZER' }), describedBy }, site);
    expect(statement?.by).toMatchObject({ rank: 2, messageId: 'order', messageTime: watermark.messageTime });
  });

  test('is none where the part names nobody, has the patient of its report, or moves one', () => {
    const part = partAt(1);
    for (const other of [
      { ...part, patient: undefined },
      { ...part, patientFrom: { kind: 'report', messageId: 'm0', at: 'OBR[1]' } as const },
      { ...part, replaces: 'somebody' },
    ])
      expect(statementOf({ part: other }, site)).toBeUndefined();
  });
});

describe('what a part teaches', () => {
  test('the first part about a patient is the first', async () => {
    const part = partAt(1);
    const key = part.patient?.key ?? '';
    const incoming = { ...filing(part), known: { key, patient: undefined } };
    expect(learn(incoming, site)?.kind).toBe('first');
    expect(teaches(incoming, site)).toBe(true);
  });

  test.each<[string, number, Fields, 'same' | 'again' | 'other']>([
    ['the same part once more is the same', 1, {}, 'same'],
    ['the same description later is said again', 2, {}, 'again'],
    ['another name is another description', 2, { 5: 'Okafor-Lind^Amara' }, 'other'],
    ['an older part that says no more is the same', 0, {}, 'same'],
  ])('%s', async (_, hour, fields, kind) => {
    const { known } = await knownAfter(partAt(1));
    const part = partAt(hour, fields);
    const incoming = { ...filing(part), known: { key: part.patient?.key ?? '', patient: known } };
    expect(learn(incoming, site)?.kind).toBe(kind);
    expect(teaches(incoming, site)).toBe(kind === 'other');
  });

  test('where nobody looked, it may be anything', () => {
    expect(learn(filing(partAt(1)), site)?.kind).toBe('other');
  });
});

describe('the patient of a chart', () => {
  const report = (patient: Fields, header: Fields = {}) => reportOf(anOru({ header, patient }));

  test('is described by all messages, and the notes are those of the report', async () => {
    const { store } = await knownAfter(partAt(1, { 11: '1 Mill Lane^^Riverside', 13: '555-0100' }));
    const subject = await subjectOf(
      report({ 5: '', 7: '' }),
      filing(partAt(2, { 5: '', 7: '' })),
      site,
      store,
    );
    expect(subject).toMatchObject({
      names: [{ family: 'Okafor' }],
      addresses: [{ city: 'Riverside' }],
      phones: ['555-0100'],
      notes: [],
    });
  });

  test('includes what the part itself says, before it is stored', async () => {
    const part = partAt(2, { 13: '555-0199' });
    const store = new MemoryIdentityStore();
    expect((await subjectOf(report({}), filing(part), site, store))?.phones).toEqual(['555-0199']);
  });

  test('is not read again where it was read with the message', async () => {
    const { known } = await knownAfter(partAt(1, { 13: '555-0100' }));
    const part = partAt(2);
    const incoming = { ...filing(part), known: { key: part.patient?.key ?? '', patient: known } };
    const silent = {
      find: () => {
        throw new Error('asked again');
      },
    };
    expect((await subjectOf(report({}), incoming, site, silent))?.phones).toEqual(['555-0100']);
  });

  test('is nobody where the report has nobody', async () => {
    const store = new MemoryIdentityStore();
    expect(await subjectOf(report({ 3: '' }), filing(partAt(1)), site, store)).toBeUndefined();
  });
});
