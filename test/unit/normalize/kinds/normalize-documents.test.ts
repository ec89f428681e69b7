import { describe, expect, test } from '@jest/globals';
import { normalizeDocuments } from '../../../../lib/normalize/kinds/normalize-documents.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { readWith } from '../../../support/normalized.ts';

const read = (event: string, ...segments: readonly string[]) =>
  readWith(normalizeDocuments, toMessage(msh({ 9: `MDM^${event}` }), ...segments));

const txa = (fields: Readonly<Record<number, string>> = {}): string =>
  segment('TXA', { 1: '1', 2: 'PATH', 4: '20260301', 12: 'D-1^CORELIS', 17: 'AU', ...fields });

const text = (value: string): string => obx({ 2: 'TX', 3: 'RPT^Report^L', 5: value, 6: '' });

/** Number, status and texts of each part. */
const partsOf = ({ parts }: ReturnType<typeof read>) =>
  parts.map(({ identity, part }) => [
    identity.order.kind === 'document' ? identity.order.id.value : identity.order.kind,
    part.status,
    part.observations.map(({ values: [value] }) => (value?.kind === 'text' ? value.text : undefined)),
  ]);

describe('a document', () => {
  test('is a report of its own, under its own number (TXA-12)', () => {
    const told = read('T02', pid(), txa({ 14: 'P-1^EHR', 15: 'F-1^CORELIS' }), text('No malignant cells'));
    expect(partsOf(told)).toEqual([['D-1', 'F', ['No malignant cells']]]);
    expect(told.parts[0]?.part).toMatchObject({
      isWhole: true,
      service: { codings: [{ code: 'PATH', system: 'HL70270' }] }, // TXA-2
      placerOrder: { value: 'P-1' }, // TXA-14
      fillerOrder: { value: 'F-1' }, // TXA-15
      observed: { text: '20260301' }, // TXA-4
      patient: { names: [{ family: 'Okafor' }] },
    });
    expect(told.received).toBe(1);
  });

  test.each([
    ['AU', 'F'],
    ['LA', 'F'],
    ['DO', 'F'],
    ['DI', 'P'],
    ['IP', 'P'],
    ['', 'P'],
  ])('whose completion status (TXA-17) is %j has status %s', (completion, status) => {
    expect(read('T02', pid(), txa({ 17: completion }), text('x')).parts[0]?.part.status).toBe(status);
  });

  test('that only a notification tells of changes no content', () => {
    const [incoming] = read('T01', pid(), txa()).parts;
    expect([incoming?.part.isWhole, incoming?.part.observations]).toEqual([undefined, []]);
  });

  test('without a number is a report of its own message, and is said', () => {
    const told = read('T02', pid(), txa({ 12: '' }), text('x'));
    expect(partsOf(told)).toEqual([['m1 TXA[1]', 'F', ['x']]]);
    expect(told.issues.map(({ at }) => at)).toContain('TXA[1]-12');
  });

  test('has the OBX behind it, and the first also those before it', () => {
    const told = read(
      'T02',
      pid(),
      obr(),
      text('one'),
      txa(),
      text('two'),
      txa({ 12: 'D-2' }),
      text('three'),
    );
    expect(partsOf(told)).toEqual([
      ['D-1', 'F', ['one', 'two']],
      ['D-2', 'F', ['three']],
    ]);
  });
});

describe('a document that is taken back', () => {
  test.each([
    ['T11', {}],
    ['T03', { 19: 'CA' }],
    ['T03', { 19: 'OB' }],
  ])('by %s %j has status X and ends its report', (event, fields) => {
    expect(read(event, pid(), txa(fields)).parts[0]?.part).toMatchObject({ status: 'X', isEnd: true });
  });
});

describe('a replacement (T10)', () => {
  const replacement = txa({ 12: 'D-2^CORELIS', 13: 'D-1^CORELIS' });

  test('is a report, and ends the one that it replaces, behind it and without its patient', () => {
    const told = read('T10', pid(), replacement, text('x'));
    expect(partsOf(told)).toEqual([
      ['D-2', 'F', ['x']],
      ['D-1', 'X', []],
    ]);
    const [, end] = told.parts;
    expect([end?.part.isEnd, end?.part.patient, end?.part.at, end?.follows]).toEqual([
      true,
      undefined,
      'TXA[1]-13',
      'TXA[1]',
    ]);
  });

  test('without content (T09) leaves the old document until the new one comes', () => {
    expect(partsOf(read('T09', pid(), replacement))).toEqual([['D-2', 'F', []]]);
    expect(partsOf(read('T10', pid(), replacement))).toEqual([['D-2', 'F', []]]);
  });

  test('of itself is an edit', () => {
    const told = read('T10', pid(), txa({ 12: 'D-1^CORELIS', 13: 'D-1^CORELIS' }), text('x'));
    expect(partsOf(told)).toEqual([['D-1', 'F', ['x']]]);
  });
});

describe('a document about material that may not be a patient’s', () => {
  const withRole = (role: string) =>
    read('T02', pid(), obr(), segment('SPM', { 1: '1', 2: 'S1', 11: role }), txa(), text('x'));

  test('is set aside where it is control material', () => {
    const told = withRole('Q');
    expect(told.parts).toEqual([]);
    expect(told.setAside).toMatchObject([{ reason: 'control-material', observations: 1 }]);
  });

  test('is held where its role cannot be read', () => {
    const told = withRole('perhaps');
    expect(told.parts).toEqual([]);
    expect(told.held).toMatchObject([{ reason: 'unknown-role', at: 'TXA[1]', observations: 1 }]);
  });
});
