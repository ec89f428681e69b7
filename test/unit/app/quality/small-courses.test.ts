import { expect, test } from '@jest/globals';
import { aBench, day, result } from '../../../support/quality/bench.ts';
import { aControl } from '../../../support/quality/controls.ts';

/**
 * A course in one line, in the order of arrival. `c0600 131`: a control; `c0600 131 C`: with OBX-11; `r0700`: a patient's result. A word
 * `yesterday` before the time is of the day before.
 */
const yesterday = '20260302';

function messageOf(text: string, index: number): Uint8Array {
  const [word = '', value = '101', status = 'F'] = text.replace('yesterday ', '').split(' ');
  const time = `${word.slice(1)}00`;
  if (word.startsWith('r')) return result(time);
  const at = `${text.startsWith('yesterday') ? yesterday : day}${time}`;
  const sentAt = `${day}12${String(index).padStart(2, '0')}00`;
  return aControl({ at, value, status, id: `M${index}`, sentAt });
}

async function holdsAfter(course: string, system: Readonly<Record<string, unknown>>) {
  const bench = aBench(system);
  for (const [index, text] of course.split(', ').entries()) await bench.take(messageOf(text, index));
  return bench.only().holds;
}

const once = { gate: { mode: 'gate', repeat: 'once' } };
const daily = { due: [{ every: 'day', at: '03:30' }] };
const hourly = { due: [{ every: 'hours', hours: 2 }] };

// the laboratory is in New York: 08:30 UTC is 03:30 there
test.each<readonly [string, readonly string[], Readonly<Record<string, unknown>>?]>([
  ['c0600, r0700', []],
  ['r0700, c0600', []],
  ['r0700, c0800', []],
  ['r0700, c0800 131', ['qc-missing']],
  // copies
  ['c0600, c0600, r0700', []],
  ['c0600 125, c0600 125, r0700', []],
  ['c0600 131, c0600 131, r0700', ['qc-failed']],
  // two results of one level beyond 2 SD, of two times
  ['c0600 125, c0630 125, r0700', ['qc-failed']],
  // corrections
  ['c0600 131, c0600 101 C, r0700', []],
  ['c0600 131, r0700, c0600 101 C', []],
  ['c0600 101, c0600 131 C, r0700', ['qc-failed']],
  ['c0600 101, c0600 131 A, r0700', ['qc-failed']],
  ['c0600 131, c0600 101 C, c0600 131, r0700', []],
  // preliminary
  ['c0600 101 P, r0700', ['qc-missing']],
  ['c0600, c0650 131 P, r0700', []],
  ['c0600, c0650 131 P, c0650 101, r0700', []],
  ['c0600, c0650 101 P, c0650 131, r0700', ['qc-failed']],
  ['c0600, c0600 131 R, r0700', []],
  // taken back: a new control is needed
  ['c0600, c0630 131, c0630 131 D, r0700', ['qc-missing']],
  ['c0600, c0630 131, c0630 131 W, r0700, c0800', []],
  ['c0600 101, c0600 101 X, r0700', ['qc-missing']],
  ['c0600 101, c0600 101 D, c0600 101, r0700', []],
  // late controls
  ['c0600, r0700, c0650 131', []],
  ['c0600, c0650 131, r0700', ['qc-failed']],
  ['c0800, r0700, c0600 131', []],
  ['c0600 131, c0650, r0700', ['qc-failed']],
  ['c0600 131, c0650, r0700', [], once],
  ['c0600 131, c0650 131, c0655, r0700', [], once],
  // equal times: another value is another measurement
  ['c0600 101, c0600 131, r0700', ['qc-failed']],
  ['c0700, r0700', []],
  ['c0700 131, r0700', ['qc-failed']],
  // a change of the day, and hours
  ['yesterday c1200, r0700', ['qc-overdue'], daily],
  ['c0900, r0900', [], daily],
  ['yesterday c1200, c0600, r0700', [], daily],
  ['c1000, r1100', ['qc-overdue'], hourly],
  ['c1000, r1300', ['qc-overdue'], hourly],
])('after "%s" the result is held for %j', async (course, holds, system = {}) => {
  expect(await holdsAfter(course, system)).toEqual(holds);
});
