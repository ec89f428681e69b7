import { describe, expect, test } from '@jest/globals';
import { behindControls, controlTurn, Turns } from '../../../../gateway/spool/turns.ts';
import { fc } from '../../../support/property.ts';

const entry = (seq: number, ...keys: readonly string[]) => ({ seq, keys });
const control = controlTurn('a');
const behind = behindControls('a');

describe('the turns of messages', () => {
  test('results do not wait for each other, and wait for the controls before them', () => {
    const turns = new Turns();
    const [first, bad, second, third] = [
      entry(1, 'p1', behind),
      entry(2, control),
      entry(3, 'p2', behind),
      entry(4, 'p3', behind),
    ];
    expect([first, bad, second, third].map((one) => turns.add(one))).toEqual([true, true, false, false]);
    // the result before the control frees nobody
    expect(turns.remove(first)).toEqual([]);
    expect(turns.remove(bad)).toEqual([second, third]);
  });

  test('results between two controls go when the first one has gone', () => {
    const turns = new Turns();
    const [one, between, two, after] = [
      entry(1, control),
      entry(2, behind),
      entry(3, control),
      entry(4, behind),
    ];
    expect([one, between, two, after].map((each) => turns.add(each))).toEqual([true, false, false, false]);
    expect(turns.remove(one)).toEqual([two, between]);
    expect(turns.remove(two)).toEqual([after]);
  });

  test('a result waits for its patient and for the control', () => {
    const turns = new Turns();
    const [patient, bad, result] = [entry(1, 'p1', behind), entry(2, control), entry(3, 'p1', behind)];
    for (const one of [patient, bad, result]) turns.add(one);
    expect(turns.remove(bad)).toEqual([]);
    expect(turns.remove(patient)).toEqual([result]);
  });

  test('controls of another source hold nobody back', () => {
    const turns = new Turns();
    turns.add(entry(1, controlTurn('b')));
    expect(turns.add(entry(2, behind))).toBe(true);
  });

  test('in any course each message goes once, and none before a control that was before it', () => {
    const kinds = fc.constantFrom('control a', 'control b', 'result a', 'result b', 'other');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(kinds, fc.nat(2)), { maxLength: 30 }),
        fc.infiniteStream(fc.nat()),
        (course, picks) => {
          const turns = new Turns();
          const all = course.map(([kind, patient], seq) => {
            const [what, source = ''] = kind.split(' ');
            const turn =
              what === 'control' ? [controlTurn(source)] : what === 'result' ? [behindControls(source)] : [];
            return { kind, entry: entry(seq, `p${patient}`, ...turn) };
          });
          const ready = all.filter((one) => turns.add(one.entry)).map((one) => one.entry);
          const gone: number[] = [];
          while (ready.length > 0) {
            const [next] = ready.splice((picks.next().value ?? 0) % ready.length, 1);
            if (next === undefined) break;
            gone.push(next.seq);
            ready.push(...turns.remove(next));
          }
          expect(gone.toSorted((a, b) => a - b)).toEqual(all.map((_, seq) => seq));
          for (const [seq, { kind }] of all.entries()) {
            const source = kind.split(' ')[1];
            if (source === undefined) continue;
            const earlier = all.filter((one) => one.kind === `control ${source}` && one.entry.seq < seq);
            for (const one of earlier) expect(gone.indexOf(one.entry.seq)).toBeLessThan(gone.indexOf(seq));
          }
        },
      ),
    );
  });
});
