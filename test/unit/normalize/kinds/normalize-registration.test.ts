import { describe, expect, test } from '@jest/globals';
import { patientKeyOf } from '../../../../lib/model/identity.ts';
import { normalizeRegistration } from '../../../../lib/normalize/kinds/normalize-registration.ts';
import { msh, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { readWith } from '../../../support/normalized.ts';

const register = (
  event: string,
  segments: readonly string[],
  options: Parameters<typeof readWith>[2] & { readonly header?: Readonly<Record<number, string>> } = {},
) =>
  readWith(
    normalizeRegistration,
    toMessage(msh({ 9: `ADT^${event}`, ...options.header }), ...segments),
    options,
  );

const mrg = (fields: Readonly<Record<number, string>>): string => segment('MRG', fields);
const number = (value: string): string => `${value}^^^RIVERSIDE^MR`;
const keyOf = (value: string): string =>
  patientKeyOf({ scope: 'RIVERSIDE', value, type: 'MR', assigner: {} });

/** Each link as `from > to`. */
const linksOf = ({ links }: ReturnType<typeof register>): string[] =>
  links.map(({ candidates, link }) => `${candidates.join(' or ')} > ${link.survivor.key}`);

describe('a description', () => {
  test('is a statement of registration, which ranks above a laboratory', () => {
    const { statements, links, held, isIncomplete } = register('A08', [pid()]);
    expect(statements).toMatchObject([
      {
        patient: { key: keyOf('700101'), names: [{ family: 'Okafor', given: ['Amara'] }], sex: 'F' },
        by: { rank: 3, messageId: 'm1' },
        deletes: [],
      },
    ]);
    expect([links, held, isIncomplete]).toEqual([[], [], false]);
  });

  test.each([
    [5, 'names'],
    [7, 'birthDate'],
    [8, 'sex'],
    [9, 'aliases'],
    [10, 'races'],
    [11, 'addresses'],
    [13, 'phones'],
    [14, 'workPhones'],
    [18, 'account'],
    [19, 'socialSecurity'],
    [22, 'ethnicGroups'],
  ])('"" in PID-%i deletes %s, and an empty field deletes nothing', (field, name) => {
    expect(register('A08', [pid({ [field]: '""' })]).statements[0]?.deletes).toEqual([name]);
    expect(register('A08', [pid({ [field]: '' })]).statements[0]?.deletes).toEqual([]);
  });

  test('counts the OBX of the message', () => {
    expect(register('A08', [pid(), obx(), obx()]).received).toBe(2);
  });

  test('of a patient without a number is incomplete', () => {
    expect(register('A08', [pid({ 3: '' })])).toMatchObject({ statements: [], isIncomplete: true });
  });

  test('of training or debugging registers nobody', () => {
    const told = register('A40', [pid(), mrg({ 1: number('2') })], { header: { 11: 'T' } });
    expect(told).toMatchObject({ statements: [], links: [], isIncomplete: true });
    expect(told.issues.at(-1)?.at).toBe('MSH-11');
  });

  test('of a placeholder is held until a person releases it', () => {
    const unknown = [pid({ 3: number('0000') })];
    expect(register('A08', unknown)).toMatchObject({
      statements: [],
      held: [{ reason: 'placeholder-number', at: 'PID[1]-3' }],
    });
    const { statements, held } = register('A08', unknown, { released: ['placeholder-number'] });
    expect([statements.length, held]).toEqual([1, []]);
  });
});

describe('a merge', () => {
  test.each(['A18', 'A30', 'A34', 'A36', 'A39', 'A40', 'A46', 'A47'])(
    '%s links who is retired (MRG-1) to who stays (PID-3)',
    (event) => {
      const told = register(event, [pid(), mrg({ 1: number('2') })]);
      expect(linksOf(told)).toEqual([`${keyOf('2')} > ${keyOf('700101')}`]);
      expect(told.links[0]?.link).toMatchObject({ at: 'MRG[1]-1[1]', messageId: 'm1', source: 'core-lis' });
    },
  );

  test('of several numbers links each of them', () => {
    const told = register('A40', [pid(), mrg({ 1: [number('2'), number('3')].join('~') })]);
    expect(linksOf(told)).toEqual([
      `${keyOf('2')} > ${keyOf('700101')}`,
      `${keyOf('3')} > ${keyOf('700101')}`,
    ]);
  });

  test('of several patients in one message keeps the pairs apart', () => {
    const told = register('A40', [
      pid(),
      mrg({ 1: number('2') }),
      pid({ 3: number('700102') }),
      mrg({ 1: number('3') }),
    ]);
    expect(linksOf(told)).toEqual([
      `${keyOf('2')} > ${keyOf('700101')}`,
      `${keyOf('3')} > ${keyOf('700102')}`,
    ]);
  });

  test.each([
    ['no MRG', [pid()], 'MRG'],
    ['an MRG without a number', [pid(), 'MRG|'], 'MRG[1]-1'],
    ['nobody who stays', [pid({ 3: '' }), mrg({ 1: number('2') })], 'MRG[1]-1'],
    ['the same number twice', [pid(), mrg({ 1: number('700101') })], 'MRG[1]-1'],
  ])('with %s merges nobody, and says where', (_, segments, at) => {
    const told = register('A40', segments);
    expect([told.links, told.isIncomplete]).toEqual([[], true]);
    expect(told.issues.map((issue) => issue.at)).toContain(at);
  });
});

describe('a link of two patients', () => {
  const other = pid({ 3: number('2'), 5: 'Okafor^A' });

  test('A24 links each to the other, and both numbers stay in use', () => {
    const told = register('A24', [pid(), other]);
    expect(linksOf(told)).toEqual([
      `${keyOf('700101')} > ${keyOf('2')}`,
      `${keyOf('2')} > ${keyOf('700101')}`,
    ]);
    expect(told.links.every(({ link }) => link.rule?.isAlias === true)).toBe(true);
  });

  test('A37 ends it', () => {
    const told = register('A37', [pid(), other]);
    expect(told.links.map(({ link }) => link.rule)).toEqual([{ ends: true }, { ends: true }]);
  });

  test.each(['A24', 'A37'])('%s of one patient changes nothing, and says so', (event) => {
    for (const segments of [[pid()], [pid(), pid()]]) {
      const told = register(event, segments);
      expect([told.links, told.isIncomplete]).toEqual([[], true]);
      expect(told.issues.map(({ at }) => at)).toContain('PID[2]-3');
    }
  });
});

describe('a move', () => {
  test('A44 moves only what is of the account (MRG-3)', () => {
    const told = register('A44', [pid(), mrg({ 1: number('2'), 3: 'ACC7^^^RIVERSIDE' })]);
    expect(told.links[0]?.link.rule).toEqual({
      only: { kind: 'account', id: expect.objectContaining({ value: 'ACC7' }) },
    });
  });

  test('A45 moves only what is of the visit (MRG-5)', () => {
    const told = register('A45', [pid(), mrg({ 1: number('2'), 5: 'V9^^^RIVERSIDE' })]);
    expect(told.links[0]?.link.rule).toEqual({
      only: { kind: 'visit', id: expect.objectContaining({ value: 'V9' }) },
    });
  });

  test.each([
    ['A44', 'without an account', mrg({ 1: number('2') }), 'MRG[1]-3'],
    ['A45', 'without a visit', mrg({ 1: number('2') }), 'MRG[1]-5'],
    ['A44', 'to the same patient', mrg({ 1: number('700101'), 3: 'ACC7' }), 'MRG[1]-1'],
    ['A43', 'of a number alone', mrg({ 1: number('2') }), 'MRG[1]-1'],
    ['A35', 'of an account to another patient', mrg({ 1: number('2'), 3: 'ACC7' }), 'MRG[1]-1'],
  ])('%s %s is held for a person, who may say that nothing has to be done', (event, _, prior, at) => {
    expect(register(event, [pid(), prior])).toMatchObject({
      links: [],
      held: [{ reason: 'identity-change', at }],
    });
    expect(register(event, [pid(), prior], { released: ['identity-change'] })).toMatchObject({
      links: [],
      held: [],
    });
  });

  test('an account that is renumbered within one patient moves nothing and holds nothing', () => {
    const told = register('A35', [pid(), mrg({ 1: number('700101'), 3: 'ACC7' })]);
    expect([told.links, told.held]).toEqual([[], []]);
  });
});
