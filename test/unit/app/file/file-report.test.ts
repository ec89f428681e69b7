import { describe, expect, test } from '@jest/globals';
import { MemoryReportStore } from '../../../../lib/adapters/memory/report-store.ts';
import { fileReportPart } from '../../../../lib/app/file/file-report.ts';
import type { Filed, Filing } from '../../../../lib/app/file/filing.ts';
import type { ReportVersion } from '../../../../lib/model/report.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru } from '../../../support/messages.ts';
import { normalized } from '../../../support/normalized.ts';

type Fields = Readonly<Record<number, string>>;

/** The part of one message at an hour of 2026-03-02. */
function partAt(
  hour: number,
  result: Fields = {},
  patient: Fields = {},
): Filing & { readonly messageId: string } {
  const time = `202603020${hour}0000-0500`;
  const messageId = `m${hour}`;
  const [incoming] = normalized(
    anOru({ header: { 7: time, 10: `C${hour}` }, patient, order: { 22: time }, results: [result] }),
    { messageId },
  ).parts;
  if (incoming === undefined) throw new Error('no part');
  const { reportKey, processingId, part } = incoming;
  return { reportKey, processingId, part, messageId };
}

function aCloud(reports = new MemoryReportStore()) {
  const cloud = aMemoryCloud(undefined, { reports });
  const file = ({ messageId, ...incoming }: ReturnType<typeof partAt>, rest: Partial<Filing> = {}) =>
    fileReportPart({ ...incoming, ...rest }, messageId, cloud.dependencies);
  return { ...cloud, file };
}

/** What was filed, in short. */
const told = (filed: Filed) =>
  filed.kind === 'held'
    ? filed.reason
    : `v${filed.version.version} +${filed.appended}, ${filed.updates} updates`;

describe('a part', () => {
  test('makes the first version, and each part after it the next', async () => {
    const { file } = aCloud();
    expect(told(await file(partAt(1)))).toBe('v1 +1, 1 updates');
    expect(told(await file(partAt(2, { 5: '95', 11: 'C' })))).toBe('v2 +1, 1 updates');
  });

  test('that is known makes no version, and repeats the writes that may have been lost', async () => {
    const { file, updates } = aCloud();
    await file(partAt(1));
    expect(told(await file(partAt(1)))).toBe('v1 +0, 1 updates');
    expect(updates.updates.map(({ update }) => update.version)).toEqual([1, 1]);
  });

  test('that is known to a replay repeats nothing', async () => {
    const { file } = aCloud();
    await file(partAt(1));
    expect(told(await file(partAt(1), { occasion: 'replay' }))).toBe('v1 +0, 0 updates');
  });

  test('that changes nothing is kept in a version that nobody is sent', async () => {
    const { file } = aCloud();
    await file(partAt(2));
    expect(told(await file(partAt(1, { 5: '90', 11: 'P' })))).toBe('v2 +1, 0 updates');
  });

  test('of another patient is held, and names whose link would let it in', async () => {
    const { file, reports } = aCloud();
    await file(partAt(1));
    const other = partAt(2, {}, { 3: '9^^^RIVERSIDE^MR', 5: 'Quill^Jonas' });
    const held = await file(other);
    expect(told(held)).toBe('patient-mismatch');
    expect(held.kind === 'held' && held.waitsFor).toContain(other.part.patient?.key);
    expect(reports.all().map(({ version }) => version)).toEqual([1]);
  });
});

describe('a version', () => {
  test('has the message, the time, what changed and whom it was sent to', async () => {
    const { file } = aCloud();
    const filed = await file(partAt(1));
    expect(filed).toMatchObject({
      version: { version: 1, messageId: 'm1', published: 1, destinations: ['ehr'], subject: { sex: 'F' } },
    });
  });

  test('that is held is not published, and the one before it stays so', async () => {
    const { file } = aCloud();
    await file(partAt(1));
    const incoming = partAt(2, { 5: '95', 11: 'C' });
    const held = { ...incoming, part: { ...incoming.part, holds: ['processing-id' as const] } };
    const filed = await file(held);
    expect(filed).toMatchObject({ version: { version: 2, published: 1 }, updates: 0 });
  });

  test('of a replay says that it is one', async () => {
    const { file } = aCloud();
    await file(partAt(1));
    expect(await file(partAt(1, { 5: '99' }), { occasion: 'replay' })).toMatchObject({
      version: { version: 2, isReplay: true },
    });
  });
});

describe('two writers of one report', () => {
  /** Somebody else's part is filed each time just before this one, so many times. */
  function contended(times: number) {
    const others: (() => Promise<unknown>)[] = [];
    const reports = new (class extends MemoryReportStore {
      override async append(version: ReportVersion) {
        await others.shift()?.();
        return super.append(version);
      }
    })();
    const cloud = aCloud(reports);
    for (let index = 0; index < times; index++)
      others.push(async () => {
        const latest = await reports.latest(partAt(1).reportKey);
        const other = partAt(2 + (index % 7), { 5: String(index) });
        const part = { ...other.part, messageId: `other-${index}`, at: `OBR[${index + 1}]` };
        const merged = { ...(latest?.report ?? (await firstReport())), parts: [part] };
        await MemoryReportStore.prototype.append.call(reports, {
          ...((latest ?? (await firstVersion())) as ReportVersion),
          version: (latest?.version ?? 0) + 1,
          report: merged,
        });
      });
    return cloud;
  }
  const firstVersion = async () => {
    const filed = await aCloud().file(partAt(1));
    if (filed.kind === 'held') throw new Error('held');
    return filed.version;
  };
  const firstReport = async () => (await firstVersion()).report;

  test('both count: the second reads again and adds its part', async () => {
    const { file } = contended(2);
    const filed = await file(partAt(1));
    expect(filed).toMatchObject({ kind: 'filed', retriedPuts: 2, appended: 1, version: { version: 3 } });
  });

  test('too many of them end the try, which comes again', async () => {
    const { file } = contended(25);
    const failure = await file(partAt(1)).catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(AdapterError);
    expect(failure).toMatchObject({ code: 'ReportContended', disposition: 'transient' });
  });
});

describe('a report that was joined with another', () => {
  test('sends its parts on to that one', async () => {
    const { file, reports } = aCloud();
    await file(partAt(1));
    const { reportKey, part } = partAt(1);
    await file({
      ...partAt(3),
      part: { ...part, messageId: 'join', at: 'OBR[9]', observations: [], joins: 'other' },
    });
    const filed = await file(partAt(4, { 5: '97', 11: 'C' }));
    expect(filed).toMatchObject({ kind: 'filed', version: { version: 1, report: { key: 'other' } } });
    expect((await reports.latest(reportKey))?.version).toBe(2);
  });

  test('sends on no part that is of neither report', async () => {
    const { file } = aCloud();
    await file(partAt(1));
    const { part } = partAt(1);
    await file({
      ...partAt(3),
      part: { ...part, messageId: 'join', at: 'OBR[9]', observations: [], joins: 'other' },
    });
    const noNames = () => ({ created: [], changed: [] });
    const filed = await file(partAt(4, { 5: '97' }), {
      finding: {
        ...{
          joins: [],
          ofOrder: [],
          ofOthers: [],
          keyAgain: 'again',
          isAnother: () => false,
          isApart: () => true,
        },
        ...{ nameAs: noNames, forgetJoined: noNames },
      },
    });
    expect(filed).toMatchObject({ kind: 'filed', version: { version: 1, report: { key: 'again' } } });
  });
});
