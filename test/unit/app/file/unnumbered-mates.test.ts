import { expect, test } from '@jest/globals';
import { comparableIn } from '../../../../lib/app/file/unnumbered-mates.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { onlyPart, reportOf } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

const site = aSite({
  sources: [
    { id: 'core-lis', kind: 'lis', numbersOf: 'lab', sender: { application: 'CORELIS' } },
    { id: 'micro-lis', kind: 'lis', numbersOf: 'lab', sender: { application: 'MICRO' } },
    { id: 'meters', kind: 'analyzer', numbersOf: 'lab', sender: { application: 'POC' } },
  ],
});

interface Sent {
  readonly application?: string;
  /** OBX-18. */
  readonly device?: string;
  /** SPM-4. */
  readonly type?: string;
  /** OBR-3. */
  readonly number?: string;
}

const sent = ({ application = 'CORELIS', device = '', type, number = '' }: Sent): Uint8Array =>
  toMessage(
    msh({ 3: application }),
    pid(),
    obr({ 3: number, 7: '202603020700-0500' }),
    obx({ 18: device }),
    ...(type === undefined ? [] : [segment('SPM', { 1: '1', 4: `${type}^^HL70487` })]),
  );

test.each<[string, Sent, Sent, boolean]>([
  ['one LIS sent both', {}, {}, true],
  ['both name one device', { device: 'M1' }, { device: 'M1' }, true],
  ['one names a device and the other none', { device: 'M1' }, {}, false],
  ['both name a device each', { device: 'M1' }, { device: 'M2' }, false],
  ['another LIS sent the one without', { application: 'MICRO' }, {}, false],
  ['an analyzer sent the one without', { application: 'POC' }, {}, false],
  ['an analyzer sent both', { application: 'POC' }, { application: 'POC' }, false],
  ['both name one type of specimen', { type: 'SER' }, { type: 'SER' }, true],
  ['only one names a type of specimen', {}, { type: 'SER' }, true],
  ['one names a special case of the type', { type: 'URC' }, { type: 'UR' }, true],
  ['the types of specimen differ', { type: 'UR' }, { type: 'SER' }, false],
])('a result without a number may be one with a number where %s: %#', (_, without, other, expected) => {
  const [numberless, numbered] = [sent(without), sent({ ...other, number: 'F1' })];
  for (const [part, report] of [
    [numberless, numbered],
    [numbered, numberless],
  ] as const) {
    const { parts } = comparableIn(
      { report: reportOf(report, { site }) },
      onlyPart(part, { site, messageId: 'm2' }),
    ).report;
    expect(parts).toHaveLength(expected ? 1 : 0);
  }
});

test('two results that both have a number, or both have none, are compared whoever sent them', () => {
  for (const number of ['', 'F1']) {
    const part = onlyPart(sent({ number, device: 'M1', application: 'POC' }), { site, messageId: 'm2' });
    expect(comparableIn({ report: reportOf(sent({ number }), { site }) }, part).report.parts).toHaveLength(1);
  }
});
