import { describe, expect, test } from '@jest/globals';
import type { Filed } from '../../../../lib/app/file/filing.ts';
import { Tally, wholeLedger } from '../../../../lib/app/process/tally.ts';
import type { HoldReason } from '../../../../lib/model/hold-reason.ts';
import { heldCount, setAsideCount } from '../../../../lib/model/message.ts';
import { anOru } from '../../../support/messages.ts';
import { asVersion, onlyPart, reportOf } from '../../../support/normalized.ts';

const twoResults = anOru({ results: [{}, { 3: 'NA^^L' }] });
const part = onlyPart(twoResults);
const report = reportOf(twoResults);

const filed = (holds: readonly HoldReason[] = [], more: Partial<Filed & { kind: 'filed' }> = {}): Filed => ({
  kind: 'filed',
  version: asVersion({ ...report, holds: [...holds] }),
  appended: 1,
  updates: 2,
  retriedPuts: 0,
  ...more,
});

describe('where every OBX went', () => {
  test('what is filed is stored; in a report that waits it is held, counted for the first reason alone', () => {
    const tally = new Tally(4);
    tally.file(part, filed());
    tally.file({ ...part, at: 'OBR[2]' }, filed(['unknown-role', 'no-patient']));
    expect(tally.ledger).toEqual({
      ...{ received: 4, stored: 2, held: { 'unknown-role': 2 }, setAside: {} },
      alsoHeld: ['no-patient'],
    });
    expect([...tally.waiting]).toEqual([['OBR[2]', 'unknown-role']]);
    expect([...tally.heldAt]).toEqual([]);
  });

  test('what cannot be filed is held where it stood, and says what it waits for', () => {
    const tally = new Tally(2);
    tally.file(part, { kind: 'held', reason: 'patient-mismatch', waitsFor: ['p1', 'p2', 'p1'] });
    expect(tally.ledger.held).toEqual({ 'patient-mismatch': 2 });
    expect([...tally.heldAt]).toEqual([['OBR[1]', 'patient-mismatch']]);
    expect([...tally.waitsFor.patients]).toEqual(['p1', 'p2']);
    expect([tally.reports, [...tally.patients], tally.ledger.stored]).toEqual([[], [], 0]);
  });

  test('a correction that is held before its report is known is counted, except in a training message', () => {
    const correction = { ...part, status: 'C' };
    const corrections = (held: typeof part) => {
      const tally = new Tally(2);
      tally.holdPart('patient-mismatch', held);
      return tally.ledger.corrections;
    };
    expect(corrections(correction)).toEqual({ 'patient-mismatch': 1 });
    expect(corrections({ ...correction, holds: ['processing-id'] })).toBeUndefined();
  });

  test('counts of one reason add up, and nothing set aside is no reason', () => {
    const tally = new Tally(6);
    tally.hold('no-patient', 1, 'OBR[1]');
    tally.hold('no-patient', 2, 'OBR[2]');
    tally.setAside('removed-by-script', 3);
    tally.setAside('removed-by-script', 0);
    const { ledger } = tally;
    expect(heldCount(ledger) + setAsideCount(ledger) + ledger.stored).toBe(ledger.received);
    expect(new Tally(0).ledger).toEqual({ received: 0, stored: 0, held: {}, setAside: {} });
  });

  test('a hold without results is still a hold in its place', () => {
    const tally = new Tally(0);
    tally.hold('no-patient', 0, 'OBR[1]');
    expect(tally.ledger.held).toEqual({ 'no-patient': 0 });
    expect(tally.heldAt.get('OBR[1]')).toBe('no-patient');
  });

  test('unmapped results are counted beside the rest, and only where there are some', () => {
    const tally = new Tally(2);
    tally.file(part, filed());
    tally.countUnmapped(1);
    tally.countUnmapped(1);
    expect(tally.ledger).toMatchObject({ stored: 2, unmapped: 2 });
    expect(new Tally(1).ledger.unmapped).toBeUndefined();
  });
});

describe('what came of a message', () => {
  test('each version is named with its updates, and a joined report with none', () => {
    const joined = { ...asVersion({ ...report, key: 'joined' }), version: 7 };
    const tally = new Tally(2);
    tally.file(part, filed([], { joined: [joined], retriedPuts: 3 }));
    expect(tally.reports).toEqual([
      { key: report.key, version: 1, updates: 2 },
      { key: 'joined', version: 7, updates: 0 },
    ]);
    expect([tally.appended, tally.retriedPuts]).toEqual([1, 3]);
    expect([...tally.places]).toEqual([`${report.key} OBR[1]`]);
    expect([...tally.patients]).toEqual([report.patient?.key]);
  });

  test('a version without a result of its own stores nothing', () => {
    const tally = new Tally(0);
    const version = filed();
    if (version.kind !== 'filed') throw new Error('not filed');
    tally.count(version);
    expect([tally.ledger.stored, tally.reports.length, tally.appended]).toEqual([0, 1, 1]);
  });

  test('a part that waits is stored once another part of its message lifts the hold', () => {
    const tally = new Tally(4);
    tally.file(part, filed(['set-unclear'], { shown: asVersion({ ...report, parts: [] }) }));
    expect(tally.ledger.corrections).toEqual({ 'set-unclear': 1 });
    tally.file({ ...part, at: 'OBR[2]' }, filed([], { lifted: [{ messageId: 'm0', group: 'g' }] }));
    expect(tally.ledger).toEqual({ received: 4, stored: 4, held: {}, setAside: {} });
    expect([[...tally.waiting], [...tally.recalls.keys()]]).toEqual([[], ['m0']]);
  });

  test('a part that waits in one report stays held when another report is published', () => {
    const tally = new Tally(4);
    tally.file(part, filed(['set-unclear']));
    tally.file({ ...part, at: 'OBR[2]' }, filed([], { version: asVersion({ ...report, key: 'another' }) }));
    expect(tally.ledger).toMatchObject({ stored: 2, held: { 'set-unclear': 2 } });
  });

  test('a part that charts show is stored, although its report is held now for another message', () => {
    const tally = new Tally(2);
    tally.file(part, filed(['set-unclear'], { shown: asVersion(report) }));
    expect(tally.ledger).toEqual({ received: 2, stored: 2, held: {}, setAside: {} });
  });

  test('names that are awaited and names that came are kept apart', () => {
    const tally = new Tally(0);
    tally.waitFor({ patients: ['a'], aliases: ['x'] });
    tally.awake({ patients: ['b'], aliases: ['y'] });
    expect([[...tally.waitsFor.patients], [...tally.waitsFor.aliases]]).toEqual([['a'], ['x']]);
    expect([[...tally.awakes.patients], [...tally.awakes.aliases]]).toEqual([['b'], ['y']]);
  });
});

describe('a message whose results all have one fate', () => {
  test('held or set aside, all of them', () => {
    expect(wholeLedger(3, 'held', 'charset')).toEqual({
      received: 3,
      stored: 0,
      held: { charset: 3 },
      setAside: {},
    });
    expect(setAsideCount(wholeLedger(3, 'setAside', 'removed-by-script'))).toBe(3);
  });

  test('without results it is held still, and sets nothing aside', () => {
    expect(wholeLedger(0, 'held', 'incomplete').held).toEqual({ incomplete: 0 });
    expect(wholeLedger(0, 'setAside', 'removed-by-script').setAside).toEqual({});
  });
});
