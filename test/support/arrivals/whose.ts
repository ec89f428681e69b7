import { segment } from '../messages.ts';
import {
  type ArrivalSet,
  at,
  K41_CORRECTED,
  K41_FINAL,
  person,
  potassium,
  registration,
} from './messages.ts';

const TWINS = [/^A\/1 \| K \| 4.1 mmol\/L \| final/, /^A\/2 \| K \| 5.5 mmol\/L \| final/];

export const whose: readonly ArrivalSet[] = [
  {
    name: 'a merge in the middle moves what came before and after it',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '6.9', { patient: { 3: `${tag}B^^^RIVERSIDE^MR` } }])(tag),
      registration(
        ...([tag, 'A40^ADT_A39', at('0930'), person(tag, 'A', 'Lind^Ada')] as const),
        segment('MRG', { 1: `${tag}B^^^RIVERSIDE^MR` }),
      ),
      ...potassium([at('1000'), 'C', '4.1', { patient: { 3: `${tag}B^^^RIVERSIDE^MR` } }])(tag),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: 'a correction under the new number finds the result under the old one',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '6.9', { patient: { 3: `${tag}B^^^RIVERSIDE^MR` } }])(tag),
      registration(
        ...([tag, 'A40^ADT_A39', at('0930'), person(tag, 'A', 'Lind^Ada')] as const),
        segment('MRG', { 1: `${tag}B^^^RIVERSIDE^MR` }),
      ),
      ...potassium([at('1000'), 'C', '4.1'])(tag),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: 'an unlink gives back what a merge took',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '4.1'])(tag),
      registration(
        ...([tag, 'A40^ADT_A39', at('0930'), person(tag, 'B', 'Berg^Bo')] as const),
        segment('MRG', { 1: `${tag}A^^^RIVERSIDE^MR` }),
      ),
      registration(
        ...([tag, 'A37', at('1000'), person(tag, 'B', 'Berg^Bo')] as const),
        segment('PV1', { 2: 'I' }),
        person(tag, 'A', 'Lind^Ada'),
        segment('PV1', { 2: 'I' }),
      ),
    ],
    shows: [K41_FINAL],
  },
  {
    name: 'a chain of merges ends at its end',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '4.1', { patient: { 3: `${tag}C^^^RIVERSIDE^MR` } }])(tag),
      registration(
        ...([tag, 'A40^ADT_A39', at('0930'), person(tag, 'B', 'Lind^Ada')] as const),
        segment('MRG', { 1: `${tag}C^^^RIVERSIDE^MR` }),
      ),
      registration(
        ...([tag, 'A40^ADT_A39', at('1000'), person(tag, 'A', 'Lind^Ada')] as const),
        segment('MRG', { 1: `${tag}B^^^RIVERSIDE^MR` }),
      ),
    ],
    shows: [K41_FINAL],
  },
  {
    name: 'an account that moves takes its own reports with it',
    messages: (tag) => [
      ...potassium([
        ...([at('0900'), 'F', '4.1'] as const),
        { patient: { 3: `${tag}B^^^RIVERSIDE^MR`, 5: 'Berg^Bo', 18: `${tag}N1^^^RIVERSIDE^AN` } },
      ])(tag),
      ...potassium([
        ...([at('0910'), 'F', '5.5'] as const),
        {
          patient: { 3: `${tag}B^^^RIVERSIDE^MR`, 5: 'Berg^Bo', 18: `${tag}N2^^^RIVERSIDE^AN` },
          order: { 2: `${tag}P2`, 3: `${tag}F2` },
        },
      ])(tag),
      registration(
        tag,
        'A44^ADT_A43',
        at('1000'),
        person(tag, 'A', 'Lind^Ada', { 18: `${tag}N1^^^RIVERSIDE^AN` }),
        segment('MRG', { 1: `${tag}B^^^RIVERSIDE^MR`, 3: `${tag}N1^^^RIVERSIDE^AN` }),
      ),
    ],
    shows: [K41_FINAL, /^B \| K \| 5.5 mmol\/L \| final/],
  },
  {
    name: 'one social security number makes nobody one',
    messages: (tag) => [
      ...potassium([
        ...([at('0900'), 'F', '4.1'] as const),
        { patient: { 3: `${tag}A^^^RIVERSIDE^MR~999999999^^^SSA^SS` } },
      ])(tag),
      ...potassium([
        ...([at('0910'), 'F', '5.5'] as const),
        {
          patient: { 3: `${tag}B^^^RIVERSIDE^MR~999999999^^^SSA^SS`, 5: 'Berg^Bo', 7: '19500505' },
          order: { 2: `${tag}P2`, 3: `${tag}F2` },
        },
      ])(tag),
    ],
    shows: [K41_FINAL, /^B \| K \| 5.5 mmol\/L \| final/],
  },
  {
    name: 'twins under one number are two',
    messages: (tag) => [
      ...potassium([
        ...([at('0900'), 'F', '4.1'] as const),
        { patient: { 5: 'Baby A^Girl', 7: '20260210', 24: 'Y', 25: '1' } },
      ])(tag),
      ...potassium([
        ...([at('0910'), 'F', '5.5'] as const),
        {
          patient: { 5: 'Baby B^Girl', 7: '20260210', 24: 'Y', 25: '2' },
          order: { 2: `${tag}P2`, 3: `${tag}F2` },
        },
      ])(tag),
    ],
    shows: TWINS,
  },
  ...[
    { name: 'without PID-24', first: { 25: '1' }, second: { 25: '2' } },
    {
      name: 'whose PID-24 says yes in other words',
      first: { 24: '1', 25: '1' },
      second: { 24: 'YES', 25: '2' },
    },
    { name: 'whose PID-24 says no', first: { 24: 'N', 25: '1' }, second: { 24: 'N', 25: '2' } },
    { name: 'whom PID-25 names by letters', first: { 24: 'Y', 25: 'A' }, second: { 24: 'Y', 25: 'B' } },
    { name: 'of whom one has a letter', first: { 25: 'a' }, second: { 25: '02' } },
  ].map(
    ({ name, first, second }): ArrivalSet => ({
      name: `twins under one number are two ${name}`,
      messages: (tag) => [
        ...potassium([at('0900'), 'F', '4.1', { patient: first }])(tag),
        ...potassium([
          ...([at('0910'), 'F', '5.5'] as const),
          { patient: second, order: { 2: `${tag}P2`, 3: `${tag}F2` } },
        ])(tag),
      ],
      shows: TWINS,
    }),
  ),
];
