import { msh, obr, pid, segment, toMessage } from '../messages.ts';
import { type ArrivalSet, at, COLLECTED, K41_CORRECTED, type Result, said } from './messages.ts';

const tube = (tag: string, number = 'T1'): string =>
  segment('SPM', { 1: '1', 2: `${tag}${number}&HIS`, 4: 'SER^Serum^HL70487', 11: 'P^Patient^HL70369' });

interface Ordered {
  readonly placer?: string;
  readonly filler?: string;
  readonly service?: string;
  readonly tube?: string;
  readonly patient?: Readonly<Record<number, string>>;
  readonly sentAt?: string;
}

const CHEM = 'CHEM^Chem panel^L';

const order = (tag: string, one: Ordered = {}): Uint8Array => {
  const { placer = 'P1', filler = 'F1', service = CHEM, sentAt = '0700', patient = {} } = one;
  const numbers = { 2: placer === '' ? '' : `${tag}${placer}`, 3: filler === '' ? '' : `${tag}${filler}` };
  return toMessage(
    msh({ 7: at(sentAt), 9: 'OML^O21', 10: `${tag}O${sentAt}${placer}${filler}` }),
    pid({ 3: `${tag}A^^^RIVERSIDE^MR`, 5: 'Lind^Ada', 7: '19700101', ...patient }),
    segment('ORC', { 1: 'NW', ...numbers }),
    obr({ ...numbers, 4: service, 7: COLLECTED }),
    ...(one.tube === undefined ? [] : [tube(tag, one.tube)]),
  );
};

const byPlacer = (tag: string, sentAt: string, result: Result, fields = {}): Uint8Array =>
  said(tag, { sentAt: at(sentAt), order: { 3: '', ...fields }, results: [result] });
const byFiller = (tag: string, sentAt: string, result: Result, fields = {}): Uint8Array =>
  said(tag, { sentAt: at(sentAt), order: { 2: '', ...fields }, results: [result] });

/** Of an analyzer, which names only the tube. */
const byTube = (tag: string, sentAt: string, result: Result, service = CHEM): Uint8Array =>
  said(tag, {
    ...{ sentAt: at(sentAt), header: { 3: 'ANALYZER' }, results: [result] },
    order: { 2: '', 3: '', 4: service, 7: '' },
    more: [tube(tag)],
  });

const F69: Result = { value: '6.9' };
const F41: Result = { value: '4.1' };
const C41: Result = { value: '4.1', status: 'C' };
const shown = (value: string): RegExp => new RegExp(`^A \\| K \\| ${value} mmol/L \\| `);

/** Results that name one number each of an order. Only the order names both. */
export const orderedNumbers: readonly ArrivalSet[] = [
  {
    name: 'a correction by the filler number corrects a result by the placer number of its order',
    messages: (tag) => [order(tag), byPlacer(tag, '0900', F69), byFiller(tag, '1000', C41)],
    shows: [K41_CORRECTED],
    holds: [],
  },
  {
    name: 'a correction by the placer number corrects a result by the filler number of its order',
    messages: (tag) => [order(tag), byFiller(tag, '0900', F69), byPlacer(tag, '1000', C41)],
    shows: [K41_CORRECTED],
    holds: [],
  },
  {
    name: 'a withdrawal by the filler number takes back a result by the placer number of its order',
    messages: (tag) => [
      order(tag),
      byPlacer(tag, '0900', F69),
      byFiller(tag, '1000', { value: '', status: 'W' }),
    ],
    shows: [],
    holds: [],
  },
  {
    name: 'an order whose filler number is told later joins what names one number each',
    messages: (tag) => [
      order(tag, { filler: '' }),
      order(tag, { sentAt: '0710' }),
      byPlacer(tag, '0900', F69),
      byFiller(tag, '1000', C41),
    ],
    shows: [K41_CORRECTED],
    holds: [],
  },
  {
    name: 'the value of a LIS that names no tube replaces what an analyzer sent of the tube of its order',
    messages: (tag) => [
      order(tag, { tube: 'T1' }),
      byTube(tag, '0830', F69),
      said(tag, { sentAt: at('0900'), results: [F41] }),
    ],
    shows: [shown('4.1')],
    holds: [],
  },
  {
    name: 'a panel of a LIS that names no tube replaces the test that an analyzer sent of the tube of its order',
    messages: (tag) => [
      order(tag, { tube: 'T1' }),
      byTube(tag, '0830', F69, 'K^^L'),
      said(tag, { sentAt: at('0900'), results: [F41] }),
    ],
    shows: [shown('4.1')],
    holds: [],
  },
  {
    name: 'an analyzer, a placer number and a filler number of one order are one report',
    messages: (tag) => [
      order(tag, { tube: 'T1' }),
      byTube(tag, '0830', F69),
      byPlacer(tag, '0900', { value: '5.0' }),
      byFiller(tag, '1000', C41),
    ],
    shows: [K41_CORRECTED],
    holds: [],
  },
  {
    name: 'an order of another service joins nothing',
    messages: (tag) => [
      order(tag, { service: 'BMP^Basic panel^L' }),
      byPlacer(tag, '0900', F69),
      byFiller(tag, '1000', F41),
    ],
    shows: [shown('6.9'), shown('4.1')],
    holds: [],
  },
  {
    name: 'a tube of another order stays beside the panel of a LIS',
    messages: (tag) => [
      order(tag, { tube: 'T2' }),
      byTube(tag, '0830', F69),
      said(tag, { sentAt: at('0900'), results: [F41] }),
    ],
    shows: [shown('6.9'), shown('4.1')],
    holds: [],
  },
  {
    name: 'two orders of one placer number and two services join each its own',
    messages: (tag) => [
      order(tag),
      order(tag, { filler: 'F2', service: 'BMP^Basic panel^L' }),
      byPlacer(tag, '0900', F69),
      byFiller(tag, '1000', C41),
    ],
    shows: [K41_CORRECTED],
    holds: [],
  },
  {
    name: 'a withdrawal by the placer number takes back a result by the filler number, and the value of the tube',
    messages: (tag) => [
      order(tag, { tube: 'T1' }),
      byFiller(tag, '0900', F69),
      byTube(tag, '0930', F41),
      byPlacer(tag, '1000', { value: '', status: 'W' }),
    ],
    shows: [],
    holds: [],
  },
];
