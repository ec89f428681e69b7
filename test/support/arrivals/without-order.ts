import { msh, obx, pid, segment, toMessage } from '../messages.ts';
import { type ArrivalSet, at, type Fields, K41_CORRECTED, potassium } from './messages.ts';

let sent = 0;

/** A potassium without an OBR. */
const bare = (tag: string, status: string, value: string, orc?: Fields): Uint8Array =>
  toMessage(
    msh({ 7: at('1000'), 10: `${tag}B${++sent}` }),
    pid({ 3: `${tag}A^^^RIVERSIDE^MR`, 5: 'Lind^Ada', 7: '19700101' }),
    ...(orc === undefined ? [] : [segment('ORC', { 1: 'RE', 2: `${tag}P1`, 3: `${tag}F1`, ...orc })]),
    obx({ 1: '1', 2: 'NM', 3: 'K^K^L', 5: value, 6: 'mmol/L', 11: status }),
  );

const final = potassium([at('0900'), 'F', '6.9']);

export const withoutOrder: readonly ArrivalSet[] = [
  {
    name: 'a correction behind an ORC without OBR finds its report by the numbers of the ORC',
    messages: (tag) => [...final(tag), bare(tag, 'C', '4.1', {})],
    shows: [K41_CORRECTED],
    holds: [],
  },
  {
    name: 'a withdrawal behind an ORC without OBR takes its result back',
    messages: (tag) => [...final(tag), bare(tag, 'W', '', {})],
    shows: [],
    results: 0,
    holds: [],
  },
  {
    name: 'a preliminary result behind an ORC without OBR does not stand beside its final',
    messages: (tag) => [...final(tag), bare(tag, 'P', '7.7', {})],
    shows: [/^A \| K \| 6.9 mmol\/L \| final/],
    holds: [],
  },
  ...['C', 'W', 'D', 'A'].map(
    (status): ArrivalSet => ({
      name: `a correction without order, number and time waits: ${status}`,
      messages: (tag) => [...final(tag), bare(tag, status, '4.1')],
      shows: [/^A \| K \| 6.9 mmol\/L \| final/],
      holds: ['nothing-to-correct'],
    }),
  ),
];
