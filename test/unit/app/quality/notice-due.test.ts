import { describe, expect, test } from '@jest/globals';
import { systemHistory } from '../../../../lib/app/quality/find-lot.ts';
import { storeNotice } from '../../../../lib/app/quality/notice-due.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { aBench, control, day, result } from '../../../support/quality/bench.ts';
import { aQuality } from '../../../support/quality/controls.ts';

const [system] = aQuality().systems;
if (system === undefined) throw new Error('no system');

/** The holds of the reports, in the order of the patients. */
const holdsOf = ({ all }: Pick<ReturnType<typeof aBench>, 'all'>) =>
  all()
    .toSorted((one, other) => ((one.observed?.iso ?? one.key) < (other.observed?.iso ?? other.key) ? -1 : 1))
    .map(({ holds }) => holds.join());

const heldCount = (bench: Pick<ReturnType<typeof aBench>, 'all'>): number =>
  holdsOf(bench).filter((holds) => holds === 'qc-overdue').length;

const stateOf = async ({ verdicts }: Pick<ReturnType<typeof aBench>, 'verdicts'>) =>
  (await verdicts.states([systemHistory(system)]))[0];

describe("a control after so many patients' results", () => {
  const due = { every: 'patients', patients: 2 };

  test('is due after the last of them: the next one is held, and released by the next good control', async () => {
    const bench = aBench({ due });
    await bench.take(control('060000'));
    for (const time of ['070000', '080000']) await bench.take(result(time));
    expect(heldCount(bench)).toBe(0);
    await bench.take(result('090000'));
    expect(heldCount(bench)).toBe(1);
    expect((await stateOf(bench))?.steps.at(-1)).toMatchObject({
      ...{ state: 'good', due: Date.UTC(2026, 2, 3, 8), dueBy: 'patients' },
    });
    await bench.take(control('093000'));
    expect([heldCount(bench), bench.updates.updates.length]).toEqual([0, 3]);
    // the count begins anew with the control
    for (const time of ['100000', '110000']) await bench.take(result(time));
    expect(heldCount(bench)).toBe(0);
    await bench.take(result('120000'));
    expect(heldCount(bench)).toBe(1);
  });

  test('a message that is read again, and a correction of a result, count once', async () => {
    const bench = aBench({ due });
    await bench.take(control('060000'));
    await bench.take(result('070000'));
    await bench.take(result('070000'));
    const corrected = toMessage(
      msh({ 3: 'ANALYZER', 4: '', 7: `${day}073000+0000`, 10: 'CORRECTED' }),
      pid({ 3: '070000^^^RIVERSIDE^MR' }),
      obr({ 3: 'F070000', 25: 'C' }),
      obx({ 3: 'GLU^Glucose^99LAB', 5: '96', 6: 'mg/dL', 11: 'C', 18: 'c303', 19: `${day}070000+0000` }),
    );
    await bench.take(corrected);
    await bench.take(result('080000'));
    expect(heldCount(bench)).toBe(0);
    await bench.take(result('090000'));
    expect(heldCount(bench)).toBe(1);
  });

  test('results of another test system do not count', async () => {
    const bench = aBench({ due });
    await bench.take(control('060000'));
    for (const time of ['070000', '073000', '074000']) await bench.take(result(time, { device: 'c503' }));
    for (const time of ['080000', '090000']) await bench.take(result(time));
    expect(heldCount(bench)).toBe(0);
  });

  test('of a test system in the mode watch is shown as due, and holds nothing', async () => {
    const bench = aBench({ due, gate: { mode: 'watch' } });
    await bench.take(control('060000'));
    for (const time of ['070000', '080000', '090000']) await bench.take(result(time));
    expect(heldCount(bench)).toBe(0);
    expect((await stateOf(bench))?.steps.at(-1)).toMatchObject({ dueBy: 'patients' });
  });

  test('is still due when the test system is judged again', async () => {
    const bench = aBench({ due });
    await bench.take(control('060000'));
    for (const time of ['070000', '080000', '090000']) await bench.take(result(time));
    // before the others: it begins an event of its own, and changes nothing later
    await bench.take(control('050000'));
    expect((await stateOf(bench))?.steps.at(-1)).toMatchObject({ dueBy: 'patients' });
    expect(heldCount(bench)).toBe(1);
  });

  test('a control that comes late begins the count anew', async () => {
    const bench = aBench({ due });
    await bench.take(control('060000'));
    for (const time of ['070000', '080000', '090000']) await bench.take(result(time));
    expect(heldCount(bench)).toBe(1);
    await bench.take(control('073000'));
    expect(heldCount(bench)).toBe(0);
  });

  test('nothing is counted for a test system without the rule', async () => {
    const bench = aBench({ due: { every: 'hours', hours: 24 } });
    const { nth } = bench.measured;
    let asked = 0;
    bench.measured.nth = (...query) => {
      asked++;
      return nth.apply(bench.measured, query);
    };
    await bench.take(control('060000'));
    await bench.take(result('070000'));
    expect(asked).toBe(0);
  });
});

describe('a new lot of a reagent', () => {
  const due = [{ every: 'reagent' }, { every: 'hours', hours: 24 }];
  const sid = (lot: string) => segment('SID', { 1: 'GLU-R^Glucose reagent^99LAB', 2: lot });
  const controlWith = (time: string, lot: string) =>
    toMessage(
      msh({ 3: 'ANALYZER', 4: '', 9: 'OUL^R22', 10: `QC${time}` }),
      segment('SPM', { 2: 'QC1', 11: 'Q^^HL70369' }),
      obr({ 3: 'QC1' }),
      obx({ 5: '101', 6: 'mg/dL', 18: 'c303', 19: `${day}${time}+0000` }),
      sid(lot),
    );
  const resultWith = (time: string, lot: string) =>
    toMessage(
      msh({ 3: 'ANALYZER', 4: '', 7: `${day}${time}+0000`, 9: 'OUL^R22', 10: `P${time}` }),
      pid({ 3: `${time}^^^RIVERSIDE^MR` }),
      segment('SPM', { 2: `T${time}`, 11: 'P^^HL70369' }),
      obr({ 3: `F${time}` }),
      obx({ 3: 'GLU^Glucose^99LAB', 5: '95', 6: 'mg/dL', 18: 'c303', 19: `${day}${time}+0000` }),
      sid(lot),
    );

  test('holds the first result with it until a control with that lot is good', async () => {
    const bench = aBench({ due });
    await bench.take(controlWith('060000', 'R1'));
    await bench.take(resultWith('070000', 'R1'));
    expect(heldCount(bench)).toBe(0);
    await bench.take(resultWith('080000', 'R2'));
    expect(heldCount(bench)).toBe(1);
    expect((await stateOf(bench))?.steps.at(-1)).toMatchObject({ dueBy: 'reagent' });
    // a control with the lot before says nothing about the result
    await bench.take(controlWith('083000', 'R1'));
    expect(heldCount(bench)).toBe(1);
    await bench.take(controlWith('090000', 'R2'));
    expect(heldCount(bench)).toBe(0);
    await bench.take(resultWith('100000', 'R2'));
    expect([heldCount(bench), bench.updates.updates.length]).toEqual([0, 3]);
  });

  test('changes nothing if the site does not ask for a control', async () => {
    const bench = aBench({ due: { every: 'hours', hours: 24 } });
    await bench.take(controlWith('060000', 'R1'));
    await bench.take(resultWith('080000', 'R2'));
    expect(heldCount(bench)).toBe(0);
  });
});

describe('a notice', () => {
  const notice = { evidence: 'e', at: 5, by: 'patients' } as const;
  const step = { at: 1, state: 'good', evidence: 'e' } as const;

  function aStore(versions: readonly number[]) {
    const written: number[] = [];
    let asked = 0;
    return {
      written,
      verdicts: {
        states: async () => [{ version: versions[asked++] ?? 1, steps: [step], judgedBy: '' }],
        putState: async (_: unknown, { version }: { readonly version: number }) => {
          written.push(version);
          // somebody else wrote the state while it was read
          return asked === versions.length;
        },
      },
    };
  }

  test('gives the version that differs by it alone', async () => {
    const store = aStore([4]);
    expect(await storeNotice(notice, { system, version: 4 }, store)).toBe(5);
  });

  test('gives the version that was seen if a control was judged meanwhile, so that the message is read again', async () => {
    const store = aStore([4, 5]);
    expect(await storeNotice(notice, { system, version: 4 }, store)).toBe(4);
    expect(store.written).toEqual([5, 6]);
  });

  test('about an event that is gone changes nothing', async () => {
    const store = aStore([4]);
    expect(await storeNotice({ ...notice, evidence: 'gone' }, { system, version: 4 }, store)).toBe(4);
    expect(store.written).toEqual([]);
  });
});
