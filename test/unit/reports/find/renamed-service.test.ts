import { describe, expect, test } from '@jest/globals';
import type { NamedReport, ServiceName } from '../../../../lib/model/named-report.ts';
import {
  originalsOf,
  preferringService,
  reportsOfOrder,
  reportsOfOtherServices,
} from '../../../../lib/reports/find/renamed-service.ts';
import type { SoughtReport } from '../../../../lib/reports/find/sought-report.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { normalized, onlyPart, reportOf } from '../../../support/normalized.ts';

const limits = { reuseMs: 1000, sampleMs: 100 };
const service = (code: string): ServiceName => ({ codings: [{ code, system: 'L' }] });

const aReport = (key: string, overrides: Partial<NamedReport> = {}): NamedReport => ({
  ...{ key, version: 1, first: 0, last: 0, patients: ['anna'], services: [service('CHEM')] },
  numbers: [{ kind: 'filler', value: 'F1', sender: 'lis' }],
  ...overrides,
});

const part: SoughtReport = {
  ...{ first: 0, last: 0, messageTime: 0, statedTime: 0, patients: ['anna'], services: [service('BMP')] },
  numbers: [
    { kind: 'filler', value: 'F1', sender: 'lis' },
    { kind: 'placer', value: 'P1', sender: 'lis' },
  ],
  ...{
    isCorrection: true,
    isUntimed: false,
    isClockless: false,
    exchanges: false,
    replacesOrder: false,
    alsoTold: [],
  },
};

const keysOf = (reports: readonly NamedReport[]) => reports.map(({ key }) => key);

describe('the reports of an order', () => {
  const byPlacer: Partial<NamedReport> = { numbers: [{ kind: 'placer', value: 'P1', sender: 'lis' }] };
  const bySpecimen: Partial<NamedReport> = { numbers: [{ kind: 'specimen', value: 'S1', sender: 'lis' }] };

  test('are those of its filler number, otherwise of its placer number, in their time', () => {
    const placer = aReport('placer', byPlacer);
    expect(keysOf(reportsOfOrder(part, [placer, aReport('filler')], limits))).toEqual(['filler']);
    expect(keysOf(reportsOfOrder(part, [placer, aReport('s', bySpecimen)], limits))).toEqual(['placer']);
    expect(reportsOfOrder(part, [aReport('old', { first: -2000, last: -2000 })], limits)).toEqual([]);
  });

  test.each<[string, Partial<NamedReport>, Partial<SoughtReport>]>([
    ['of its own service', { services: [service('BMP')] }, {}],
    ['of nobody', { patients: [] }, {}],
    ['of corrections only', { corrects: 'only' }, {}],
    ['that the message states too', {}, { alsoTold: [service('CHEM')] }],
  ])('have no renamed service if they are %s', (_, named, sought) => {
    expect(keysOf(reportsOfOtherServices(part, [aReport('a')], limits))).toEqual(['a']);
    expect(reportsOfOtherServices({ ...part, ...sought }, [aReport('a', named)], limits)).toEqual([]);
  });

  test('of its patient count before those of others, whom a merge may join with it', () => {
    const [own, other] = [aReport('own'), aReport('other', { patients: ['ben'] })];
    expect(keysOf(reportsOfOtherServices(part, [other, own], limits))).toEqual(['own']);
    expect(keysOf(reportsOfOtherServices(part, [other], limits))).toEqual(['other']);
  });

  test('of the part’s service count before the others', () => {
    const [own, other] = [aReport('own', { services: [service('BMP')] }), aReport('other')];
    expect(keysOf(preferringService(part, [other, own]))).toEqual(['own']);
    expect(keysOf(preferringService(part, [other]))).toEqual(['other']);
  });
});

describe('a correction means a report of another service', () => {
  const collected = { 7: '202603020700-0500' };
  const report = reportOf(anOru({ order: collected }));

  const meant = (order: Readonly<Record<number, string>>, ...results: Readonly<Record<number, string>>[]) => {
    const [incoming] = normalized(
      anOru({ header: { 10: 'C-1' }, order: { ...collected, ...order }, results }),
      { messageId: 'c' },
    ).parts;
    return incoming === undefined ? undefined : originalsOf(incoming.part, { report });
  };

  test.each([
    ['that has the test at that minute', 'all', {}, [{ 11: 'C', 5: '39' }]],
    ['that has the test it takes back', 'all', {}, [{ 11: 'W', 5: '' }]],
    ['unless it was collected at another minute', 'none', { 7: '202603020730-0500' }, [{ 11: 'C' }]],
    ['that has the test at any minute, if it says no time', 'all', { 7: '' }, [{ 11: 'C' }]],
    ['in part, if the report lacks one of the tests', 'some', {}, [{ 11: 'C' }, { 11: 'C', 3: 'K^K^L' }]],
    ['that lacks only a test that is new', 'all', { 25: 'C' }, [{ 11: 'C' }, { 11: 'F', 3: 'K^K^L' }]],
    [
      'in part, if OBR-25 alone says so, and a test is new',
      'some',
      { 25: 'C' },
      [{ 11: 'F' }, { 3: 'K^K^L' }],
    ],
    ['unless it corrects nothing', 'none', {}, [{ 11: 'F' }]],
  ])('%s', (_, expected, order, rows) => {
    expect(meant(order, ...rows)).toBe(expected);
  });

  test.each([
    ['has the same number and type', 'S1', 'SER^Serum^HL70487', 'all'],
    ['has another type', 'S1', 'UR^Urine^HL70487', 'none'],
    ['has another number', 'S2', 'SER^Serum^HL70487', 'none'],
  ])('only if its specimen %s', (_, number, type, expected) => {
    const of = (tube: string, material: string, status: string) =>
      toMessage(
        msh({ 10: `C-${status}` }),
        pid(),
        obr(collected),
        obx({ 11: status }),
        segment('SPM', { 1: '1', 2: tube, 4: material, 11: 'P^Patient^HL70369' }),
      );
    const correction = onlyPart(of(number, type, 'C'), { messageId: 'c' });
    const original = reportOf(of('S1', 'SER^Serum^HL70487', 'F'));
    expect(originalsOf(correction, { report: original })).toBe(expected);
  });
});
