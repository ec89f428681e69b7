import { describe, expect, test } from '@jest/globals';
import { parseMessage } from '@labwire/hl7/message/message';
import { passThrough } from '../../../../lib/app/deliver/pass-through.ts';
import type { PassThrough } from '../../../../lib/model/pass-through.ts';
import type { RunScript } from '../../../../lib/normalize/transform/script-runner.ts';
import { renderOru } from '../../../../lib/render/hl7/oru.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

interface Wish {
  readonly wanted?: PassThrough;
  readonly version?: '2.3.1' | '2.4' | '2.5.1';
  /** Messages whose retention is over, by their place in the order of arrival. */
  readonly gone?: readonly number[];
  readonly runScript?: RunScript;
  readonly site?: ReturnType<typeof aSite>;
}

/** The messages that a destination gets for the reports of these messages, and how many originals are missing. */
async function delivered(messages: readonly Uint8Array[], wish: Wish = {}) {
  const { wanted = 'all', version = '2.5.1', gone = [], site = aSite(), runScript } = wish;
  const cloud = aMemoryCloud(site, { runScript });
  const ids: string[] = [];
  for (const message of messages) ids.push((await cloud.run(message))?.id ?? '');
  const asked: (readonly string[])[] = [];
  const originals = {
    bytesOf: async (wantedIds: readonly string[]) => {
      asked.push(wantedIds);
      return cloud.messages.bytesOf(wantedIds.filter((id) => !gone.some((index) => ids[index] === id)));
    },
  };
  const out: { text: string; missing: number }[] = [];
  const versions = new Map(cloud.reports.all().map((one) => [one.report.key, one]));
  for (const one of versions.values()) {
    const { passed, missing } = await passThrough(one.report, {
      originals,
      site,
      runScript,
      wanted,
      version,
    });
    const text = renderOru(one, { version, charset: 'UNICODE UTF-8', sendingFacility: 'Lab', passed });
    out.push({ text, missing });
  }
  return { out, asked, text: out[0]?.text ?? '', missing: out.map((one) => one.missing) };
}

/** The values of a message at some paths. */
function at(text: string, ...paths: readonly string[]): (string | undefined)[] {
  const parsed = parseMessage(Buffer.from(text));
  if (!parsed.ok) throw new Error('no message');
  return paths.map((path) => parsed.value.value(path));
}

const namesIn = (text: string): string[] => text.split('\r').map((line) => line.slice(0, 3));

const full = toMessage(
  msh(),
  pid({
    ...{ 10: '2106-3^White^HL70005', 14: '^WPN^PH^^1^555^5550100', 16: 'M', 17: 'LUT' },
    ...{ 19: '123-45-6780', 22: 'N^^HL70189', 25: '2' },
  }),
  segment('ZPI', { 1: '1', 2: 'a|b'.replace('|', '\\F\\') }),
  segment('PV1', { 1: '1', 2: 'I', 44: '20260301' }),
  segment('ORC', {
    1: 'RE',
    3: 'F-1^CORELIS',
    9: '20260302',
    15: '20260228',
    21: 'Ward^L^^^^CLIN&1.2.3&ISO',
  }),
  obr({ 10: '77^Drawer^Dora', 18: 'one^two&three~four', 32: '1&Reader&Rita^20260302' }),
  segment('ZOR', { 1: 'x' }),
  obx({ 9: '0.98', 13: 'VIP' }),
  segment('NTE', { 1: '1', 3: 'a note' }),
  segment('ZBX', { 1: 'y', 3: 'z^&w' }),
);

describe('a destination that wants what a report does not hold', () => {
  test('gets the fields where they were, and the Z segments behind what they belong to', async () => {
    const { text, missing, asked } = await delivered([full]);
    const lines = text.split('\r');
    expect(namesIn(text)).toEqual([
      ...['MSH', 'PID', 'PV1', 'ZPI', 'ORC', 'OBR', 'ZOR', 'OBX', 'NTE', 'ZBX', ''],
    ]);
    expect(lines[1]).toContain('|2106-3^White^HL70005|'); // PID-10
    expect(at(text, 'PID-14.7', 'PID-25', 'PV1-44')).toEqual(['5550100', '2', '20260301']);
    expect(at(text, 'ORC-9', 'ORC-15', 'ORC-21.6.2')).toEqual(['20260302', '20260228', '1.2.3']);
    expect(lines[5]).toContain('|one^two&three~four|'); // OBR-18
    expect(at(text, 'OBR-10.2', 'OBR-32.2')).toEqual(['Drawer', '20260302']);
    expect(at(text, 'OBX-9', 'OBX-13')).toEqual(['0.98', 'VIP']);
    expect([lines[3], lines[9]]).toEqual(['ZPI|1|a\\F\\b', 'ZBX|y||z^&w']);
    expect(missing).toEqual([0]);
    expect(asked).toHaveLength(1);
  });

  test.each<[string, PassThrough]>([
    ['a report holds', 'none'],
    ['pass through as well', 'all'],
  ])('gets once the fields of PID that %s', async (_, wanted) => {
    const { text } = await delivered([full], { wanted });
    const [, line = ''] = text.split('\r');
    const fields = line.split('|');
    expect([10, 19, 22].map((number) => fields[number])).toEqual([
      ...['2106-3^White^HL70005', '123-45-6780', 'N^^HL70189'],
    ]);
    expect(fields[14]).toBe(wanted === 'all' ? '^WPN^PH^^1^555^5550100' : '1 555 5550100^WPN^PH');
  });

  test('gets only what it names', async () => {
    const { text } = await delivered([full], { wanted: ['PID-16', 'ZOR'] });
    expect(namesIn(text)).toEqual(['MSH', 'PID', 'PV1', 'ORC', 'OBR', 'ZOR', 'OBX', 'NTE', '']);
    expect(at(text, 'PID-16', 'PID-17', 'OBR-18', 'OBX-13')).toEqual(['M', undefined, undefined, undefined]);
  });

  test('gets no field that its version does not have', async () => {
    const newer = toMessage(msh(), pid({ 16: 'W', 35: 'DOG' }), obr({ 50: 'PANEL' }), obx());
    expect(at((await delivered([newer])).text, 'PID-35', 'OBR-50')).toEqual(['DOG', 'PANEL']);
    const { text } = await delivered([newer], { version: '2.3.1' });
    expect(at(text, 'PID-16', 'PID-35', 'OBR-50')).toEqual(['W', undefined, undefined]);
  });

  test('reads other delimiters, and text that looks like some stays text', async () => {
    const bytes = Buffer.from(
      [
        ...['MSH*:~\\&*CORELIS*RIVERSIDE***20260302080000-0500**ORU:R01*C1*P*2.5.1'],
        ...['PID*1**700101:::RIVERSIDE:MR**Okafor:Amara'],
        ...['OBR*1**F-1:CORELIS*GLU:Glucose:L**************a^b|c:d*******F'],
        ...['OBX*1*NM*GLU:Glucose:L**93*mg/dL*****F', ''],
      ].join('\r'),
    );
    const { text } = await delivered([bytes]);
    expect(text).toContain('|a\\S\\b\\F\\c^d|'); // OBR-18
    expect(at(text, 'OBR-18.1', 'OBR-18.2')).toEqual(['a^b|c', 'd']);
  });

  test('a visit of which a report holds nothing comes with its class unknown', async () => {
    const { text } = await delivered([
      toMessage(msh(), pid(), segment('PV1', { 1: '1', 44: '20260301' }), obr(), obx()),
    ]);
    expect(at(text, 'PV1-2', 'PV1-44')).toEqual(['U', '20260301']);
  });
});

describe('segments beside those of the patient, the order and the result', () => {
  const ordered = (fields: Parameters<typeof obr>[0] = {}) => [
    ...[msh(), pid(), segment('PD1', { 4: '77^Primary^Pia' }), obr(fields)],
    ...[segment('TQ1', { 1: '1', 2: '1', 7: '20260301', 9: 'S' }), obx()],
    segment('NTE', { 1: '1', 2: 'L', 3: 'a note', 4: 'RE^Remark^HL70364' }),
  ];
  const spm = (fields: Parameters<typeof segment>[1] = {}) =>
    segment('SPM', { 1: '1', 2: '^S-1', 4: 'SER', 13: '2', 26: '3', ...fields });

  test('pass where they were', async () => {
    const { text } = await delivered([
      toMessage(...ordered(), spm(), segment('SAC', { 3: 'T-1', 9: 'CARR', 21: '500' })),
    ]);
    expect(namesIn(text)).toEqual([
      ...['MSH', 'PID', 'PD1', 'ORC', 'OBR', 'TQ1', 'OBX', 'NTE', 'SPM', 'SAC', ''],
    ]);
    expect(at(text, 'PD1-4.2', 'TQ1-2', 'TQ1-7', 'TQ1-9')).toEqual(['Primary', '1', '20260301', 'S']);
    expect(at(text, 'NTE-3', 'NTE-4.2', 'SPM-13', 'SPM-26')).toEqual(['a note', 'Remark', '2', '3']);
    expect(at(text, 'SAC-3', 'SAC-9', 'SAC-21')).toEqual(['T-1', 'CARR', '500']);
  });

  test('are in no version that has no place for them', async () => {
    const { text } = await delivered([toMessage(...ordered(), spm())], { version: '2.4' });
    expect(namesIn(text).filter((name) => ['PD1', 'TQ1', 'SPM', 'SAC'].includes(name))).toEqual(['PD1']);
    expect(at(text, 'PD1-4.2')).toEqual(['Primary']);
    expect(text).toContain('|a note|RE^Remark^HL70364');
  });

  const linesOf = (text: string, name: string) => text.split('\r').filter((line) => line.startsWith(name));

  test('pass if there are several: each timing in its order, each container by its number', async () => {
    const { text } = await delivered([
      toMessage(
        ...ordered().slice(0, 5),
        segment('TQ1', { 1: '2', 7: '20260401', 9: 'R' }),
        segment('TQ1', { 1: '3', 9: 'T' }),
        ...[obx(), spm()],
        segment('SAC', { 3: 'T-1', 9: 'X' }),
        segment('SAC', { 3: 'T-2', 9: 'Y' }),
        // of T-3, which the laboratory wrote twice, nobody knows which is meant
        segment('SAC', { 3: 'T-3', 9: 'A' }),
        segment('SAC', { 3: 'T-3', 9: 'B' }),
      ),
    ]);
    expect(linesOf(text, 'TQ1')).toEqual([
      ...['TQ1|1|1|||||20260301||S', 'TQ1|2||||||20260401||R', 'TQ1|3||||||||T'],
    ]);
    expect(linesOf(text, 'SAC').map((line) => line.replace(/\|+/g, ' '))).toEqual([
      ...['SAC T-1 X', 'SAC T-2 Y', 'SAC T-3', 'SAC T-3'],
    ]);
  });

  test('containers without a number pass if there is one alone', async () => {
    const container = (carrier: string) => segment('SAC', { 4: carrier });
    const one = await delivered([toMessage(...ordered(), spm(), container('A'))]);
    expect(at(one.text, 'SAC-4')).toEqual(['A']);
    const two = await delivered([toMessage(...ordered(), spm(), container('A'), container('B'))]);
    expect(linesOf(two.text, 'SAC')).toEqual([]);
  });

  test('the type of a note passes behind the patient, the order and the result', async () => {
    const note = (text: string, type: string) => segment('NTE', { 1: '1', 3: text, 4: `${type}^Type` });
    const { text } = await delivered([
      toMessage(
        ...[msh(), pid(), note('of the patient', 'P'), obr(), note('of the order', 'O')],
        ...[obx(), note('of the result', 'R'), spm(), note('behind the specimen', 'S')],
      ),
    ]);
    expect(linesOf(text, 'NTE')).toEqual([
      'NTE|1||of the patient|P^Type',
      'NTE|1||of the order|O^Type',
      // behind a specimen a note is of the order
      'NTE|2||behind the specimen|S^Type',
      'NTE|1||of the result|R^Type',
    ]);
  });

  test('a note of another message at the same place does not lend its type', async () => {
    const first = toMessage(
      msh({ 10: '1' }),
      pid(),
      obr(),
      segment('NTE', { 1: '1', 3: 'older', 4: 'A' }),
      obx(),
    );
    const second = toMessage(
      msh({ 7: '20260303080000-0500', 10: '2' }),
      ...[pid(), obr(), segment('NTE', { 1: '1', 3: 'newer' }), obx({ 3: 'K^Potassium^L' })],
    );
    const { text } = await delivered([first, second]);
    for (const line of linesOf(text, 'NTE')) expect(line.includes('|A')).toBe(line.includes('older'));
  });

  test('each specimen gets its own', async () => {
    const { text } = await delivered([
      toMessage(
        ...[msh(), pid(), obr(), obx(), spm({ 13: '11' })],
        spm({ 1: '2', 2: '^S-2', 4: 'UR', 13: '22' }),
      ),
    ]);
    expect(text).toMatch(/SPM\|1\|[^\r]*S-1[^\r]*\|11(?:\||\r)/);
    expect(text).toMatch(/SPM\|2\|[^\r]*S-2[^\r]*\|22(?:\||\r)/);
  });

  test('a specimen whose message is gone gets nothing of an older one', async () => {
    const later = { 7: '20260302090000-0500', 10: 'C2' };
    const messages = [
      toMessage(msh(), pid(), obr({ 22: '202603020800' }), obx(), spm({ 13: 'OLD' })),
      toMessage(
        msh(later),
        pid(),
        obr({ 22: '202603020900', 25: 'C' }),
        obx({ 5: '99', 11: 'C' }),
        spm({ 13: 'NEW' }),
      ),
    ];
    expect(at((await delivered(messages)).text, 'SPM-13')).toEqual(['NEW']);
    expect(at((await delivered(messages, { gone: [1] })).text, 'SPM-13')).toEqual([undefined]);
  });
});

describe('the statement that stands', () => {
  const at8 = { 7: '20260302080000-0500', 10: 'C1' };
  const at9 = { 7: '20260302090000-0500', 10: 'C2' };
  const first = toMessage(
    ...[msh(at8), pid({ 16: 'OLD', 17: 'OLD' }), obr({ 18: 'OLD', 20: 'KEPT', 22: '202603020800' })],
    ...[segment('ZOR', { 1: 'OLD' }), obx({ 9: 'OLD', 13: 'OLD' }), segment('ZBX', { 1: 'OLD' })],
  );
  const correction = toMessage(
    ...[msh(at9), pid({ 16: 'NEW' }), obr({ 18: 'NEW', 20: '^', 22: '202603020900', 25: 'C' })],
    ...[segment('ZOR', { 1: 'NEW' }), obx({ 5: '99', 9: 'NEW', 11: 'C' })],
  );

  test.each([
    ['in order', [first, correction]],
    ['in the other order', [correction, first]],
  ])('counts, and nothing of a result that was corrected comes back: %s', async (_, messages) => {
    const { text, missing } = await delivered(messages);
    expect(at(text, 'PID-16', 'OBR-18', 'OBX-9', 'ZOR-1')).toEqual(['NEW', 'NEW', 'NEW', 'NEW']);
    // an empty field says nothing: the older one of the order stands, as for every field of the head
    expect(at(text, 'OBR-20')).toEqual(['KEPT']);
    expect(text).not.toContain('OLD');
    expect(missing).toEqual([0]);
  });

  test('is not replaced by an older one if its message is gone', async () => {
    const { text, missing } = await delivered([first, correction], { gone: [1] });
    expect(at(text, 'PID-16', 'OBR-18', 'OBR-20', 'OBX-9')).toEqual(Array.from({ length: 4 }));
    expect(text).not.toContain('OLD');
    expect(missing).toEqual([1]);
  });

  test('leaves out only what a message before its time would have said', async () => {
    const { text, missing } = await delivered([first, correction], { gone: [0] });
    expect(at(text, 'PID-16', 'OBR-18', 'OBR-20')).toEqual(['NEW', 'NEW', undefined]);
    expect(missing).toEqual([1]);
  });

  test('says nothing of a result that it takes back', async () => {
    const withdrawal = toMessage(
      ...[msh(at9), pid(), obr({ 22: '202603020900', 25: 'C' })],
      ...[obx({ 9: 'GONE', 11: 'W' }), segment('ZBX', { 1: 'GONE' })],
      obx({ 1: '2', 3: 'NA^Sodium^L', 5: '140', 6: 'mmol/L', 9: 'HERE' }),
    );
    const { text } = await delivered([first, withdrawal]);
    expect(text).toContain('|||||W\r');
    expect(text).toContain('|HERE|');
    expect(text).not.toContain('GONE');
  });
});

describe('another patient or order', () => {
  const two = toMessage(
    ...[msh(), pid({ 10: 'ONE' }), segment('ZPI', { 1: 'ONE' }), obr({ 18: 'ONE' }), obx()],
    ...[obr({ 1: '2', 3: 'F-2^CORELIS', 4: 'NA^Sodium^L', 18: 'TWO' }), obx({ 3: 'NA^Sodium^L', 9: 'TWO' })],
    ...[
      pid({ 1: '2', 3: '700202^^^RIVERSIDE^MR', 10: 'THREE' }),
      segment('PV1', { 1: '1', 2: 'I', 44: 'THREE' }),
    ],
    ...[obr({ 1: '3', 3: 'F-3^CORELIS', 18: 'THREE' }), segment('ZOR', { 1: 'THREE' }), obx({ 9: 'THREE' })],
  );

  test('in one message adds nothing', async () => {
    const { out } = await delivered([two]);
    const words = out.map(({ text }) => ['ONE', 'TWO', 'THREE'].filter((word) => text.includes(word)));
    // the patient of the first two is the same
    expect(words).toEqual([['ONE'], ['ONE', 'TWO'], ['THREE']]);
  });

  test('after a merge adds nothing of the retired patient', async () => {
    const merge = toMessage(
      msh({ 9: 'ADT^A40^ADT_A39', 10: 'C9', 7: '20260302100000-0500' }),
      segment('EVN', { 1: 'A40' }),
      pid({ 3: '700303^^^RIVERSIDE^MR', 10: 'SURVIVOR' }),
      segment('MRG', { 1: '700101^^^RIVERSIDE^MR' }),
    );
    const { text } = await delivered([full, merge]);
    expect(at(text, 'PID-3')).toEqual(['700303']);
    expect(at(text, 'PID-10')).toEqual(['SURVIVOR']);
    expect(at(text, 'PID-14', 'PID-16', 'PID-19', 'PID-22', 'PV1-44', 'ZPI-1')).toEqual(
      Array.from({ length: 6 }),
    );
    // the order and its result are the same as before
    expect(at(text, 'OBR-10.2', 'OBX-13')).toEqual(['Drawer', 'VIP']);
  });

  test('a control in the message adds nothing', async () => {
    const mixed = toMessage(
      ...[msh({ 3: 'ANALYZER', 4: '', 9: 'OUL^R22^OUL_R22' }), pid()],
      ...[
        segment('SPM', { 1: '1', 2: '^S-1', 4: 'SER', 11: 'P' }),
        obr({ 3: '', 4: 'GLU^Glucose^L', 18: 'PATIENT' }),
      ],
      ...[obx(), segment('SPM', { 1: '2', 2: '^Q-1', 4: 'SER', 11: 'Q' })],
      ...[obr({ 1: '2', 3: '', 18: 'CONTROL' }), segment('ZOR', { 1: 'CONTROL' }), obx({ 9: 'CONTROL' })],
      segment('ZBX', { 1: 'CONTROL' }),
    );
    const { out } = await delivered([mixed]);
    expect(out).toHaveLength(1);
    expect(at(out[0]?.text ?? '', 'OBR-18')).toEqual(['PATIENT']);
    expect(out[0]?.text).not.toContain('CONTROL');
  });
});

test('what the script of the source removed does not come back', async () => {
  const site = aSite({
    sources: [{ id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS' }, script: 'scripts/chem.ts' }],
  });
  const runScript: RunScript = async ({ text }) => ({
    kind: 'done',
    text: text.replace('one^two&three~four', 'cleaned'),
    ...{ isChanged: true, added: 0, removed: 0 },
  });
  const { text } = await delivered([full], { site, runScript });
  expect(at(text, 'OBR-18')).toEqual(['cleaned']);
});

test('a withdrawn report reads no message', async () => {
  const removed = toMessage(
    msh({ 9: 'MDM^T11', 10: 'C2' }),
    segment('EVN', { 1: 'T11' }),
    pid(),
    segment('TXA', { 1: '1', 2: 'PN', 12: 'D-1^X' }),
  );
  const document = toMessage(
    ...[msh({ 9: 'MDM^T02' }), segment('EVN', { 1: 'T02' }), pid({ 16: 'W' })],
    ...[segment('TXA', { 1: '1', 2: 'PN', 12: 'D-1^X', 17: 'AU' }), obx({ 2: 'TX', 5: 'Benign' })],
  );
  expect(at((await delivered([document])).text, 'PID-16')).toEqual(['W']);
  const { asked, text } = await delivered([document, removed]);
  expect(asked).toEqual([]);
  expect(at(text, 'PID-16')).toEqual([undefined]);
});
