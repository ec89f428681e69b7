import {
  type ArrivalSet,
  at,
  type Fields,
  K41_CORRECTED,
  K41_FINAL,
  person,
  potassium,
  registration,
} from './messages.ts';

const ada = { 5: 'Lind^Ada', 7: '19700101' };
const bo = { 5: 'Berg^Bo', 7: '19550505' };

/** A registration of the number that every result here names. */
const registers = (tag: string, event: string, time: string, fields: Fields) =>
  registration(tag, event, at(time), person(tag, 'A', fields[5] ?? '', fields));

const ofOther = (fields: Fields): ArrivalSet['messages'] =>
  potassium([at('0900'), 'F', '6.9', { patient: fields }], [at('0930'), 'C', '7.2', { patient: fields }]);

/** Results under a number before and after registration tells whose the number is. */
export const registered: readonly ArrivalSet[] = [
  {
    name: 'results of somebody else under a registered number wait, and those of the registered person stand',
    messages: (tag) => [
      ...ofOther(bo)(tag),
      registers(tag, 'A04', '0940', ada),
      ...potassium([at('1000'), 'F', '4.1', { patient: ada, order: { 2: `${tag}P2`, 3: `${tag}F2` } }])(tag),
    ],
    shows: [K41_FINAL],
  },
  {
    name: 'results of a newborn under the number of the mother wait',
    messages: (tag) => [
      ...ofOther({ 5: 'Lind^Newborn', 7: '20260210' })(tag),
      registers(tag, 'A01', '0940', ada),
      ...potassium([at('1000'), 'F', '4.1', { patient: ada, order: { 2: `${tag}P2`, 3: `${tag}F2` } }])(tag),
    ],
    shows: [K41_FINAL],
  },
  ...[
    { name: 'a newborn word and no birth date', as: { 5: 'Lind^Newborn', 7: '' } },
    { name: 'a given name and a year of birth', as: { 5: 'Lind^Nora', 7: '2026' } },
    { name: 'the initial of the mother', as: { 5: 'Lind^A', 7: '20260210' } },
    { name: 'the name of the mother and the sex', as: { 5: 'Lind^Adasgirl', 7: '' } },
    { name: 'a given name, no birth date and PID-24', as: { 5: 'Lind^Nora', 7: '', 24: 'Y' } },
  ].map(
    ({ name, as }): ArrivalSet => ({
      name: `results of a child under the number of the mother wait: ${name}`,
      messages: (tag) => [
        ...potassium([at('0900'), 'F', '5.1', { patient: as }])(tag),
        registers(tag, 'A01', '0940', ada),
        ...potassium([at('1000'), 'F', '4.1', { patient: ada, order: { 2: `${tag}P2`, 3: `${tag}F2` } }])(
          tag,
        ),
      ],
      shows: [K41_FINAL],
    }),
  ),
  {
    name: 'results of a child under its own number stand, before it has a name and after',
    messages: (tag) => [
      ...potassium([at('0900'), 'P', '5.1', { patient: { 5: 'Lind^Newborn', 7: '' } }])(tag),
      registers(tag, 'A08', '0940', { 5: 'Lind^Nora', 7: '20260210' }),
      ...potassium([at('1000'), 'F', '4.1', { patient: { 5: 'Lind^Nora', 7: '20260210' } }])(tag),
    ],
    shows: [K41_FINAL],
  },
  {
    name: 'results of twins under the registered number of the mother wait, and hers stand',
    messages: (tag) => [
      registers(tag, 'A01', '0700', ada),
      ...potassium(
        [at('0900'), 'F', '5.1', { patient: { 5: 'Lind^Nora', 7: '20260210', 25: '1' } }],
        [
          ...([at('0910'), 'F', '5.2'] as const),
          {
            patient: { 5: 'Lind^Nils', 7: '20260210', 25: '2' },
            order: { 2: `${tag}P2`, 3: `${tag}F2` },
          },
        ],
        [at('1000'), 'F', '4.1', { patient: ada, order: { 2: `${tag}P3`, 3: `${tag}F3` } }],
      )(tag),
    ],
    shows: [K41_FINAL],
  },
  ...[
    { name: 'letters', child: 'Lind^Baby A', twin: 'Lind^Baby B' },
    { name: 'sexes', child: 'Lind^Babyboy', twin: 'Lind^Babygirl' },
  ].map(
    ({ name, child, twin }): ArrivalSet => ({
      name: `results of a twin under the registered number of the other one wait: ${name}`,
      messages: (tag) => [
        ...potassium([at('0900'), 'F', '5.1', { patient: { 5: twin, 7: '20260210' } }])(tag),
        registers(tag, 'A01', '0940', { 5: child, 7: '20260210' }),
        ...potassium([
          ...([at('1000'), 'F', '4.1'] as const),
          { patient: { 5: child, 7: '20260210' }, order: { 2: `${tag}P2`, 3: `${tag}F2` } },
        ])(tag),
      ],
      shows: [K41_FINAL],
    }),
  ),
  {
    name: 'results of children whose mother has their number (PID-21) wait',
    messages: (tag) => {
      const baby = { 5: 'Lind^Baby', 7: '20260210', 21: `${tag}A^^^RIVERSIDE^MR` };
      return potassium(
        [at('0900'), 'F', '5.1', { patient: baby }],
        [at('0910'), 'F', '5.2', { patient: baby, order: { 2: `${tag}P2`, 3: `${tag}F2` } }],
        [at('1000'), 'F', '4.1', { patient: ada, order: { 2: `${tag}P3`, 3: `${tag}F3` } }],
      )(tag);
    },
    shows: [K41_FINAL],
  },
  ...[
    { name: 'another name only', as: { 5: 'Berg^Bo', 7: '19700101' } },
    { name: 'another birth date only', as: { 5: 'Lind^Ada', 7: '19550505' } },
    { name: 'a placeholder name', as: { 5: 'Doe^John', 7: '19550505' } },
    { name: 'a placeholder date', as: { 5: 'Berg^Bo', 7: '19000101' } },
  ].map(
    ({ name, as }): ArrivalSet => ({
      name: `a registration with ${name} takes nothing back`,
      messages: (tag) => [
        ...potassium(
          [at('0900'), 'F', '6.9', { patient: ada }],
          [at('1000'), 'C', '4.1', { patient: ada }],
        )(tag),
        registers(tag, 'A04', '0930', as),
      ],
      shows: [K41_CORRECTED],
    }),
  ),
  {
    name: 'a person whose name and birth date registration corrects keeps the results',
    messages: (tag) => [
      registers(tag, 'A04', '0800', bo),
      ...potassium([at('0900'), 'F', '4.1', { patient: bo }])(tag),
      registers(tag, 'A08', '1000', ada),
    ],
    shows: [K41_FINAL],
  },
  {
    name: 'a correction under the second number of a person goes to the report under the first',
    messages: (tag) => {
      const [mr, pi] = [`${tag}A^^^RIVERSIDE^MR`, `${tag}E^^^NATION^PI`];
      return potassium(
        [at('0900'), 'P', '6.9', { patient: { 3: mr } }],
        [at('1000'), 'C', '4.1', { patient: { 3: pi } }],
        [at('0930'), 'F', '5.0', { patient: { 3: `${mr}~${pi}` } }],
      )(tag);
    },
    shows: [/ \| K \| 4.1 mmol\/L \| corrected/],
  },
];
