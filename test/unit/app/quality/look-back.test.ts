import { describe, expect, test } from '@jest/globals';
import { excludePoint } from '../../../../lib/app/quality/act-on-system.ts';
import { systemHistory } from '../../../../lib/app/quality/find-lot.ts';
import {
  dispose,
  obstacleToSign,
  readLookBacks,
  rowName,
  sign,
} from '../../../../lib/app/quality/look-back.ts';
import type { AuditEntry } from '../../../../lib/model/audit.ts';
import { aBench, control, result } from '../../../support/quality/bench.ts';
import { aQuality } from '../../../support/quality/controls.ts';

describe('a look-back', () => {
  async function aLookBack() {
    const bench = aBench();
    const { dependencies, take, measured } = bench;
    const quality = dependencies.quality ?? aQuality();
    const [first] = quality.systems;
    if (first === undefined) throw new Error('no system');
    const known = { materials: quality.materials, system: first, timeZone: 'UTC' };
    const entries: AuditEntry[] = [];
    let ids = 0;
    const all = {
      ...dependencies,
      measured,
      audit: { record: async (entry: AuditEntry) => void entries.push(entry) },
      newId: () => `id${ids++}`,
    };
    const since = new Date('2026-03-03T00:00:00Z');
    const lookBacks = () => readLookBacks(known, since, all);
    const person = (actor: string) => ({ actor, reason: 'repeated', channel: 'command-line' as const });
    await take(control('060000'));
    for (const at of ['055500', '070000', '073000']) await take(result(at));
    await take(result('070000', { patient: 'sister', device: 'c304' }));
    await take(control('080000', '131'));
    await take(result('083000'));
    return { ...bench, known, all, lookBacks, person, entries };
  }
  const times = (rows: readonly { readonly measuredAt: number }[]) =>
    rows.map(({ measuredAt }) => new Date(measuredAt).toISOString().slice(11, 16));

  test('lists what was delivered since the last good control of its test system, and nothing else', async () => {
    const { lookBacks } = await aLookBack();
    const found = await lookBacks();
    expect(found.map(({ rows, isUnbounded }) => [times(rows), isUnbounded])).toEqual([
      [['07:00', '07:30'], false],
    ]);
  });

  test('has other bounds after a late control, and ends when its control is excluded', async () => {
    const { lookBacks, take, known, all, qc, person } = await aLookBack();
    await take(control('071500'));
    expect((await lookBacks()).map(({ rows }) => times(rows))).toEqual([['07:30']]);
    const rejected = qc.all().find(({ observation }) => observation.values[0]?.text === '131');
    if (rejected === undefined) throw new Error('no point');
    await excludePoint(known, rejected, person('mara'), all);
    expect(await lookBacks()).toEqual([]);
  });

  test('is signed by a second person when every result has a decision, and delivers nothing', async () => {
    const { lookBacks, known, all, person, entries, updates } = await aLookBack();
    const sent = updates.updates.length;
    const only = async () => {
      const [found] = await lookBacks();
      if (found === undefined) throw new Error('no look-back');
      return found;
    };
    const { bounds, rows } = await only();
    const [first, second] = rows.map(rowName);
    const decide = (row = '') =>
      dispose(known, { event: bounds.event, rows: [row], disposition: 'repeat-ok' }, person('mara'), all);
    await decide(first);
    expect(obstacleToSign(await only(), 'ines')).toBe('1 of its results has no decision');
    await decide(second);
    expect(obstacleToSign(await only(), 'mara')).toMatch(/^a second person signs/);
    expect(obstacleToSign(await only(), 'ines')).toBeUndefined();
    await sign(known, bounds.event, person('ines'), all);
    expect((await only()).signed).toMatchObject({ by: 'ines', why: 'repeated' });
    expect(obstacleToSign(await only(), 'omar')).toBe('it was signed by ines');
    const state = async () =>
      (await all.verdicts.states([systemHistory(known.system)]))[0]?.lookBacks?.[0]?.state;
    expect(await state()).toBe('signed');
    expect(entries.map(({ actor, parameters }) => `${actor} ${parameters.join()}`)).toEqual([
      'mara dispose',
      'mara dispose',
      'ines sign',
    ]);
    expect(updates.updates).toHaveLength(sent);
    // another decision afterwards needs another signature
    await decide(second);
    const again = await only();
    expect([again.signed, again.outdated?.by]).toEqual([undefined, 'ines']);
    expect(await state()).toBe('open');
    expect(obstacleToSign(await only(), 'omar')).toBeUndefined();
  });

  test('of several people who act on the same one has the turn, until it was not used for a minute', async () => {
    const { known, all } = await aLookBack();
    const at = (seconds: number) => new Date(Date.UTC(2026, 2, 3, 9, 0, seconds));
    const take = (seconds: number, turn: Partial<{ of: string; after: string }> = {}) =>
      all.controlActions.takeTurn(systemHistory(known.system), { of: 'e1', after: '', ...turn }, at(seconds));
    expect(await Promise.all([take(0), take(1), take(59)])).toEqual([true, false, false]);
    expect(await take(2, { after: 'a1' })).toBe(true);
    expect(await take(2, { of: 'e2' })).toBe(true);
    expect(await take(60)).toBe(true);
  });
});
