import { pid, segment } from '../messages.ts';
import { type ArrivalSet, at, registration, said } from './messages.ts';

const id = (tag: string, number: string): string => `${tag}${number}^^^RIVERSIDE^MR`;

/** Of an account (PID-18) or a visit (PV1-19). */
interface Kind {
  readonly name: string;
  readonly renumber: readonly string[];
  readonly move: string;
  /** The field of MRG. */
  readonly mrg: 3 | 5;
}

const kinds: readonly Kind[] = [
  { name: 'an account', renumber: ['A35', 'A41', 'A49'], move: 'A44', mrg: 3 },
  { name: 'a visit', renumber: ['A42', 'A50'], move: 'A45', mrg: 5 },
];

const pidOf = (tag: string, who: string, { mrg }: Kind, number: string): string =>
  pid({ 3: id(tag, who), 5: 'Lind^Ada', 7: '19700101', 18: mrg === 3 ? number : '' });
const pv1Of = ({ mrg }: Kind, number: string): string =>
  segment('PV1', { 1: '1', 2: 'I', 19: mrg === 5 ? number : '' });

const result = (tag: string, kind: Kind, [time, number, value]: readonly [string, string, string]) =>
  said(tag, {
    sentAt: at(time),
    patient: { 3: id(tag, 'B'), 18: kind.mrg === 3 ? number : '' },
    order: { 2: `${tag}P${value}`, 3: `${tag}F${value}` },
    results: [{ value }],
    visit: pv1Of(kind, number),
  });

/** MRG-1 is B; `from` is the number before. */
const change = (
  tag: string,
  kind: Kind,
  [event, time, who, from, to]: readonly [string, string, string, string, string],
): Uint8Array =>
  registration(
    ...([tag, event, at(time), pidOf(tag, who, kind, to)] as const),
    segment('MRG', { 1: id(tag, 'B'), [kind.mrg]: from }),
    pv1Of(kind, to),
  );

const of = (patient: string, value: string): RegExp => new RegExp(`^${patient} \\| K \\| ${value} `);

/** Accounts and visits that get another number before they are moved to another patient. */
export const renumberedAccounts: readonly ArrivalSet[] = kinds.flatMap((kind) => [
  ...kind.renumber.map(
    (event): ArrivalSet => ({
      name: `${kind.name} that is renumbered (${event}) is moved with the results that name its old number`,
      messages: (tag) => [
        result(tag, kind, ['0900', 'N1', '4.1']),
        change(tag, kind, [event, '0930', 'B', 'N1', 'N2']),
        change(tag, kind, [kind.move, '1000', 'A', 'N2', 'N2']),
      ],
      shows: [of('A', '4.1')],
      holds: [],
    }),
  ),
  {
    name: `an old number of ${kind.name} that is used again is not moved`,
    messages: (tag) => [
      result(tag, kind, ['0900', 'N1', '4.1']),
      change(tag, kind, [kind.renumber[0] ?? '', '0930', 'B', 'N1', 'N2']),
      result(tag, kind, ['0945', 'N1', '6.9']),
      change(tag, kind, [kind.move, '1000', 'A', 'N2', 'N2']),
    ],
    shows: [of('A', '4.1'), of('B', '6.9')],
    holds: [],
  },
]);
