import { msh, obr, obx, pid, segment, toMessage } from '../messages.ts';

/** The choices of one history. A failing property prints them, and how to repeat them. */
export interface Choices {
  readonly pick: <T>(...all: readonly T[]) => T;
  readonly below: (count: number) => number;
  readonly isSo: () => boolean;
}

/** What a laboratory sent, in the order in which it said it, and what it knows in the end. */
export interface History {
  readonly messages: readonly Uint8Array[];
  /** Each result that counts, as `lineOf` writes it. */
  readonly knows: readonly string[];
}

export interface Shown {
  readonly patient?: string;
  readonly code: string;
  readonly value: string;
  /** `0830` of 10 February 2026. */
  readonly at?: string | undefined;
  readonly flag?: string | undefined;
  readonly range?: string | undefined;
  readonly note?: string | undefined;
}

/** One result of a chart: `patient | code | value | time | flag | range | note`. */
export const lineOf = ({
  patient = 'A',
  code,
  value,
  at = '0800',
  flag = '',
  range = '',
  note = '',
}: Shown): string =>
  [patient, code, value, `${at.slice(0, 2)}:${at.slice(2)}`, flag, range, note].join(' | ');

export interface Row {
  readonly code: string;
  readonly value?: string | undefined;
  /** OBX-11; default F. */
  readonly status?: string;
  /** OBX-2; default NM. */
  readonly type?: string;
  /** OBX-4. */
  readonly subId?: string | undefined;
  readonly unit?: string;
  /** OBX-7. */
  readonly range?: string | undefined;
  /** OBX-8. */
  readonly flag?: string | undefined;
  /** OBX-14. */
  readonly at?: string;
  /** OBX-18. */
  readonly device?: string;
  /** An NTE behind the row. */
  readonly note?: string | undefined;
}

export interface Order {
  /** ORC-1. */
  readonly control?: string;
  /** OBR-2 and OBR-3; default P1 and F1. */
  readonly placer?: string | undefined;
  readonly filler?: string | undefined;
  readonly service?: string;
  /** OBR-7; default 0800. */
  readonly collected?: string | undefined;
  /** OBR-22; default: MSH-7. */
  readonly reported?: string | undefined;
  /** OBR-25. */
  readonly status: string;
  /** SPM-2, and SPM-17. */
  readonly tube?: string | undefined;
  readonly tubeCollected?: string | undefined;
  readonly rows: readonly Row[];
}

export interface Message {
  /** MSH-7. */
  readonly sent: string;
  readonly patient?: string;
  /** PID-18. */
  readonly account?: string | undefined;
  readonly application?: string;
  readonly orders: readonly Order[];
}

/** Of 10 February 2026; `1.0930` is a day later. */
export const at = (time: string): string => {
  const [day = '', clock] = time.includes('.') ? time.split('.') : ['0', time];
  return `202602${10 + Number(day)}${clock?.padEnd(6, '0')}`;
};

const people: Readonly<Record<string, readonly [name: string, born: string]>> = {
  A: ['Lind^Ada', '19700101'],
  B: ['Lind^Ada', '19700101'],
  C: ['Okafor^Amara', '19840317'],
};

export const personOf = (patient: string, account = ''): string => {
  const [name = '', born = ''] = people[patient] ?? [];
  return pid({ 3: `${patient}^^^RIVERSIDE^MR`, 5: name, 7: born, 18: account });
};

let sent = 0;

export const say = ({ sent: time, patient = 'A', account, application, orders }: Message): Uint8Array =>
  toMessage(
    msh({ 7: at(time), 10: `S${++sent}`, ...(application === undefined ? {} : { 3: application }) }),
    personOf(patient, account),
    ...orders.flatMap((order, index) => segmentsOf(order, time, String(index + 1))),
  );

/** An order of patient A (OML), with its tube. */
export const sayOrder = ({
  sent: time,
  placer,
  filler,
  tube,
}: {
  readonly sent: string;
  readonly placer: string;
  readonly filler: string;
  readonly tube: string;
}): Uint8Array =>
  toMessage(
    msh({ 7: at(time), 9: 'OML^O21^OML_O21', 10: `S${++sent}` }),
    personOf('A'),
    segment('ORC', { 1: 'NW', 2: placer, 3: filler }),
    obr({ 1: '1', 2: placer, 3: filler, 4: 'CHEM^Chem panel^L', 25: '' }),
    segment('SPM', { 1: '1', 2: tube, 4: 'SER^Serum^HL70487' }),
  );

export const register = (event: string, time: string, ...segments: readonly string[]): Uint8Array =>
  toMessage(
    msh({ 7: at(time), 9: `ADT^${event}`, 10: `S${++sent}` }),
    segment('EVN', { 1: event, 2: at(time) }),
    ...segments,
  );

function segmentsOf(order: Order, time: string, number: string): string[] {
  const { placer = 'P1', filler = 'F1', service = 'CHEM^Chem panel^L', collected = '0800' } = order;
  const { reported = time, status, tube, tubeCollected, rows } = order;
  const orderOf = {
    ...{ 1: number, 2: placer, 3: filler, 4: service, 25: status },
    ...{ 7: collected && at(collected), 22: reported && at(reported) },
  };
  const specimen = {
    1: '1',
    2: tube ?? '',
    4: 'SER^Serum^HL70487',
    17: tubeCollected ? at(tubeCollected) : '',
  };
  return [
    ...(order.control === undefined ? [] : [segment('ORC', { 1: order.control, 2: placer, 3: filler })]),
    obr(orderOf),
    ...rows.flatMap(segmentsOfRow),
    ...(tube === undefined && tubeCollected === undefined ? [] : [segment('SPM', specimen)]),
  ];
}

function segmentsOfRow(row: Row, index: number): string[] {
  const { code, value = '', status = 'F', type = 'NM', unit = '', note } = row;
  const result = obx({
    ...{ 1: String(index + 1), 2: type, 3: `${code}^${code}^${/^\d+-\d$/.test(code) ? 'LN' : 'L'}` },
    ...{ 4: row.subId ?? '', 5: value, 6: unit, 7: row.range ?? '', 8: row.flag ?? '', 11: status },
    ...{ 14: row.at === undefined ? '' : at(row.at), 18: row.device ?? '' },
  });
  return note === undefined ? [result] : [result, segment('NTE', { 1: '1', 3: note })];
}

export const isTakenBack = (status: string): boolean => status === 'W' || status === 'X';

/** A number that no statement of the history had before. */
export function freshNumbers({ below }: Pick<Choices, 'below'>): () => string {
  let last = 30 + below(9);
  return () => {
    last += 1 + below(3);
    return (last / 10).toFixed(1);
  };
}
