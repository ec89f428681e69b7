import { describe, expect, test } from '@jest/globals';
import { anOru } from '../../../support/messages.ts';
import { normalized } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

/** Received on 2026-03-02 at 14:00 UTC. */
function clocksOf(
  header: Readonly<Record<number, string>>,
  order: Readonly<Record<number, string>> = {},
  source: Readonly<Record<string, unknown>> = {},
) {
  const site = aSite({
    sources: [{ id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS' }, ...source }],
  });
  const { parts, issues } = normalized(anOru({ header, order }), { site });
  const [only] = parts;
  if (only === undefined) throw new Error('no part');
  const skewed = issues.filter(({ reason }) => reason === 'clock-skew').map(({ at }) => at);
  return { clocks: only.part.clocks, skewed };
}

/** Whether MSH-7 counts, and where something is said of a clock. */
const sentAt = (time: string, order = {}, source = {}) => {
  const { clocks, skewed } = clocksOf({ 7: time }, order, source);
  return [clocks?.sent !== undefined, skewed.join(' ')];
};

describe('a time that cannot be is no time', () => {
  test('a day after receipt may be, and a second more may not', () => {
    expect(sentAt('20260303140000+0000')).toEqual([true, '']);
    expect(sentAt('20260303140001+0000')).toEqual([false, 'MSH-7']);
  });

  test('five years before receipt may be, and a second more may not', () => {
    expect(sentAt('20210303140000+0000')).toEqual([true, '']);
    expect(sentAt('20210303135959+0000')).toEqual([false, 'MSH-7']);
    for (const fallback of ['19700101', '19800101000000', '20000101000000'])
      expect(sentAt(fallback)).toEqual([false, 'MSH-7']);
  });

  test('a source of old results may send them, and none of tomorrow', () => {
    expect(sentAt('20000101000000', {}, { history: true })).toEqual([true, '']);
    expect(sentAt('20260303140001+0000', {}, { history: true })).toEqual([false, 'MSH-7']);
  });

  test('a day before the collection may be; a second more stays, and is said', () => {
    const order = { 7: '20260302130000+0000' };
    expect(sentAt('20260301130000+0000', order)).toEqual([true, '']);
    expect(sentAt('20260301125959+0000', order)).toEqual([true, 'MSH-7']);
  });

  test('a year before the collection it is the clock that is wrong', () => {
    const order = { 7: '20260302130000+0000' };
    expect(sentAt('20250302130000+0000', order)).toEqual([true, 'MSH-7']);
    expect(sentAt('20250302125959+0000', order)).toEqual([false, 'MSH-7']);
  });

  test('a collection that cannot be puts nothing in doubt', () => {
    expect(sentAt('20260302130000+0000', { 7: '20990101000000' })).toEqual([true, '']);
    expect(sentAt('20260302130000+0000', { 7: 'constructor' })[0]).toBe(true);
  });

  test('OBR-22 is judged alike, for itself', () => {
    const { clocks, skewed } = clocksOf({ 7: '20260302130000+0000' }, { 22: '20990101000000' });
    expect([clocks?.reported, skewed]).toEqual([undefined, ['OBR[1]-22']]);
    expect(clocks?.sent).toBeDefined();
  });

  test('a time that is missing is missing, and nothing is said', () => {
    const { clocks, skewed } = clocksOf({ 7: '' });
    expect([clocks?.reported, clocks?.sent, skewed]).toEqual([undefined, undefined, []]);
  });
});

describe('the times by which statements about patients are ordered', () => {
  const watermarkAt = (sent: string, reported = '') => {
    const [only] = normalized(anOru({ header: { 7: sent }, order: { 22: reported } })).parts;
    return only?.part.watermark;
  };
  const received = Date.parse('2026-03-02T14:00:00Z');

  test.each(['20990101000000', '19700101000000'])('%s is no time: receipt stands for it', (time) => {
    expect(watermarkAt(time)).toEqual({
      statusTime: received,
      messageTime: received,
      receivedTime: received,
    });
    expect(watermarkAt('20260302130000+0000', time)?.statusTime).toBe(Date.parse('2026-03-02T13:00:00Z'));
  });
});

describe('the numbers of a sender', () => {
  test.each([
    ['7', '7'],
    ['0007', '7'],
    ['999999999999999', '999999999999999'],
    ['9999999999999999', '9999999999999999'],
    ['X7', undefined],
    ['7.0', undefined],
    ['-7', undefined],
    ['1e3', undefined],
    ['constructor', undefined],
  ])('MSH-10 %s counts as %s', (control, expected) => {
    expect(clocksOf({ 10: control }).clocks?.control).toBe(expected);
  });

  test('MSH-13 counts alike, and is none where it is empty', () => {
    expect(clocksOf({ 13: '12' }).clocks?.sequence).toBe('12');
    expect(clocksOf({}).clocks?.sequence).toBeUndefined();
  });

  test('are of one source, application and facility', () => {
    const senders = ['A', 'B'].map((facility) => clocksOf({ 4: facility }).clocks?.sender);
    expect(new Set(senders).size).toBe(2);
    expect(senders[0]).toBe(clocksOf({ 4: 'A', 10: '99' }).clocks?.sender);
  });
});
