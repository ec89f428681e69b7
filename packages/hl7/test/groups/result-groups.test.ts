import { describe, expect, test } from '@jest/globals';
import { corpusFiles, withCorpus } from '../../../../test/support/corpus.ts';
import { fc } from '../../../../test/support/property.ts';
import { size } from '../../../../test/support/size.ts';
import { groupResults, type ResultGroups } from '../../src/groups/result-groups.ts';
import { splitMessages } from '../../src/message/batch.ts';
import { parseMessage } from '../../src/message/message.ts';
import type { Segment } from '../../src/message/segment.ts';

/** `MSH PID OBR OBX` becomes segments that carry their position. */
function segmentsOf(names: string): readonly Segment[] {
  const lines = names.split(' ').map((name, index) => `${name}|${index}`);
  const parsed = parseMessage(Buffer.from(`MSH|^~\\&|A\r${lines.slice(1).join('\r')}\r`));
  if (!parsed.ok) throw new Error('not a message');
  return parsed.value.segments;
}

/** The groups in a form that a reader can compare. */
const outline = (names: string) =>
  groupResults(segmentsOf(names)).patients.map((patient) => ({
    pid: patient.pid !== undefined,
    orders: patient.orders.map((order) =>
      [
        order.orc && 'ORC',
        order.obr && 'OBR',
        ...order.observations.map(({ notes }) => (notes.length > 0 ? `OBX+${notes.length}` : 'OBX')),
        ...order.specimens.map(
          ({ observations }) => `SPM${observations.length > 0 ? `(${observations.length})` : ''}`,
        ),
        ...order.notes.map(() => 'NTE'),
      ]
        .filter((part) => part !== undefined)
        .join(' '),
    ),
  }));

/** Every segment that has a place, in any group. */
function placed(groups: ResultGroups): Set<Segment> {
  const all = new Set<Segment>(groups.header);
  const add = (...segments: readonly (Segment | undefined)[]) => {
    for (const segment of segments) if (segment !== undefined) all.add(segment);
  };
  for (const patient of groups.patients) {
    add(patient.pid, patient.pv1, ...patient.notes, ...patient.others);
    const specimens = [...patient.specimens, ...patient.orders.flatMap((order) => order.specimens)];
    for (const order of patient.orders) add(order.orc, order.obr, ...order.notes, ...order.others);
    for (const specimen of specimens) add(specimen.spm, ...specimen.containers, ...specimen.notes);
    const observations = [...patient.orders, ...specimens].flatMap((group) => group.observations);
    for (const { obx, notes, others } of observations) add(obx, ...notes, ...others);
  }
  return all;
}

describe('groups of a result message', () => {
  test.each([
    ['MSH PID ORC OBR OBX OBX', ['ORC OBR OBX OBX']],
    ['MSH PID ORC OBR OBX ORC OBR OBX', ['ORC OBR OBX', 'ORC OBR OBX']],
    ['MSH PID OBR ORC OBX', ['ORC OBR OBX']],
    ['MSH PID OBR NTE OBX NTE NTE OBX', ['OBR OBX+2 OBX NTE']],
    ['MSH PID OBR OBX SPM', ['OBR OBX SPM']],
    // senders put results behind the specimen; they stay results of the order
    ['MSH PID OBR SPM OBX OBX', ['OBR OBX OBX SPM']],
    ['MSH PID ORC ORC OBR OBX', ['ORC', 'ORC OBR OBX']],
    ['MSH PID OBX OBX', ['OBX OBX']],
    ['MSH OBR OBX', ['OBR OBX']],
    ['MSH PID ORC OBX', ['ORC OBX']],
  ])('ORU: %s', (names, orders) => {
    expect(outline(names).flatMap((patient) => patient.orders)).toEqual(orders);
  });

  test.each([
    ['MSH PID SPM SAC OBR ORC OBX OBR ORC OBX', ['ORC OBR OBX SPM', 'ORC OBR OBX SPM']],
    ['MSH SPM OBX SAC OBR OBX', ['OBR OBX SPM(1)']],
    ['MSH PID SPM OBR OBX SPM OBR OBX', ['OBR OBX SPM', 'OBR OBX SPM']],
    ['MSH PID OBR ORC SPM SAC OBX', ['ORC OBR OBX SPM']],
  ])('OUL: %s', (names, orders) => {
    expect(outline(names).flatMap((patient) => patient.orders)).toEqual(orders);
  });

  test('the second specimen of an OUL is the one its orders have', () => {
    const groups = groupResults(segmentsOf('MSH PID SPM OBR OBX SPM OBR OBX'));
    const specimens = groups.patients[0]?.orders.map((order) =>
      order.specimens.map(({ spm }) => spm?.ordinal),
    );
    expect(specimens).toEqual([[1], [2]]);
  });

  test('several patients stay apart', () => {
    expect(outline('MSH PID OBR OBX PID OBR OBX OBX')).toEqual([
      { pid: true, orders: ['OBR OBX'] },
      { pid: true, orders: ['OBR OBX OBX'] },
    ]);
  });

  test('whatever the order of its segments, every one has a place', () => {
    const name = fc.constantFrom(
      'PID',
      'PV1',
      'ORC',
      'OBR',
      'OBX',
      'SPM',
      'SAC',
      'INV',
      'NTE',
      'TQ1',
      'ZXX',
      'NK1',
      'SFT',
      'DSC',
    );
    fc.assert(
      fc.property(fc.array(name, { maxLength: 30 }), (names) => {
        const segments = segmentsOf(['MSH', ...names].join(' '));
        expect(placed(groupResults(segments)).size).toBe(segments.length);
      }),
      { numRuns: size({ short: 300, long: 3000 }) },
    );
  });

  withCorpus.test('every segment of every result message of the corpus has a place', () => {
    let count = 0;
    for (const { bytes } of corpusFiles(/^(ORU|OUL)/)) {
      for (const piece of splitMessages(bytes)) {
        const parsed = parseMessage(piece);
        if (!parsed.ok) continue;
        expect(placed(groupResults(parsed.value.segments)).size).toBe(parsed.value.segments.length);
        count++;
      }
    }
    expect(count).toBeGreaterThan(600);
  });
});
