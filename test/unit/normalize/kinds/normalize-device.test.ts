import { describe, expect, test } from '@jest/globals';
import { normalizeDevice } from '../../../../lib/normalize/kinds/normalize-device.ts';
import { msh, obx, segment, toMessage } from '../../../support/messages.ts';
import { readWith } from '../../../support/normalized.ts';

const read = (type: string, ...segments: readonly string[]) =>
  readWith(normalizeDevice, toMessage(msh({ 3: 'ANALYZER', 9: type }), ...segments));

const equ = (fields: Readonly<Record<number, string>> = {}): string =>
  segment('EQU', { 1: 'CHEM1^LAB', 2: '20260302081500-0500', ...fields });

describe('an event of an instrument', () => {
  test.each([
    ['ESU^U01', 'status'],
    ['INU^U05', 'inventory'],
    ['SSU^U03', 'specimen'],
    ['EAR^U08', 'command'],
  ])('%s tells of its %s', (type, kind) => {
    expect(read(type, equ()).events).toMatchObject([
      { kind, device: 'CHEM1^LAB', source: 'analyzer', at: 'EQU[1]', time: { text: '20260302081500-0500' } },
    ]);
  });

  test('has its state, its mode and its alert', () => {
    expect(read('ESU^U01', equ({ 3: 'OP', 4: 'R', 5: 'W' })).events).toMatchObject([
      { state: 'OP', control: 'R', alertLevel: 'W' }, // EQU-3, EQU-4, EQU-5
    ]);
  });

  test('each EQU is an event of its own, with the segments up to the next', () => {
    const { events, received } = read('ESU^U01', equ(), obx(), equ({ 1: 'CHEM2^LAB' }), obx(), obx());
    expect(events.map(({ device, observations }) => [device, observations.length])).toEqual([
      ['CHEM1^LAB', 1],
      ['CHEM2^LAB', 2],
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
    expect(received).toBe(3);
  });

  test('number 1 of two makers is two instruments', () => {
    const devices = ['1^ACME', '1^BEST', '1^^1.2.3^ISO'].map(
      (id) => read('ESU^U01', equ({ 1: id })).events[0]?.device,
    );
    expect(devices).toEqual(['1^ACME', '1^BEST', '1^1.2.3']);
  });

  test('without a number it is known by its source', () => {
    expect(read('ESU^U01', equ({ 1: '' })).events[0]?.device).toBe('analyzer');
  });

  test('without a time of its own it has that of the message, else that of receipt', () => {
    const without = equ({ 2: '' });
    expect(read('ESU^U01', without).events[0]?.time.text).toBe('20260302080000-0500'); // MSH-7
    const silent = toMessage(msh({ 3: 'ANALYZER', 7: '', 9: 'ESU^U01' }), without);
    expect(readWith(normalizeDevice, silent).events[0]?.time.iso).toBe('2026-03-02T14:00:00.000Z');
  });
});

describe('the parts of an event', () => {
  test('each SAC is a container of a specimen, and the SPM behind it describes it', () => {
    const { events } = read(
      'SSU^U03',
      equ(),
      segment('SAC', { 3: 'T1' }),
      segment('SPM', { 1: '1', 2: 'S1', 4: 'SER' }),
      segment('SAC', { 3: 'T2' }),
    );
    expect(events[0]?.specimens.map(({ type }) => type?.codings[0]?.code)).toEqual(['SER', undefined]);
  });

  test('a command has the answer that stands behind it', () => {
    const { events } = read(
      'EAR^U08',
      equ(),
      segment('ECD', { 1: '17', 2: 'LO^Load^HL70368' }),
      segment('ECR', { 1: 'OK^Done^HL70387' }),
      segment('ECD', { 1: '18', 2: 'UN^Unload^HL70368' }),
    );
    expect(events[0]?.commands).toMatchObject([
      { reference: '17', command: { text: 'Load' }, response: { text: 'Done' }, at: 'ECD[1]' },
      { reference: '18', command: { text: 'Unload' }, response: undefined, at: 'ECD[2]' },
    ]);
  });

  test('what is on board is listed with its lot and its expiry', () => {
    const { events } = read(
      'INU^U05',
      equ(),
      segment('INV', { 1: 'GLU2^Glucose reagent^L', 3: 'SR', 12: '20261231', 16: 'LOT77' }),
    );
    expect(events[0]?.reagents).toMatchObject([{ lot: 'LOT77' }]);
  });
});
