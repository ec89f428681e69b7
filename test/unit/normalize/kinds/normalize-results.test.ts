import { describe, expect, test } from '@jest/globals';
import { splitMessages } from '@labwire/hl7/message/batch';
import { admitMessage } from '../../../../lib/normalize/admit/admit-message.ts';
import { normalizeResults } from '../../../../lib/normalize/kinds/normalize-results.ts';
import { corpusFiles, withCorpus } from '../../../support/corpus.ts';
import { anOru, msh, obr, obx, pid, segment, textOf, toMessage } from '../../../support/messages.ts';
import { normalized, onlyPart, receivedAt } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

describe('admitting a message', () => {
  const refusal = (bytes: Uint8Array) => {
    const admitted = admitMessage(bytes, aSite());
    return admitted.ok ? undefined : admitted.issues[0];
  };

  test.each([
    ['an unknown sender', { 3: 'NOBODY' }, '103', 'MSH-3'],
    ['a message type that the source refuses', { 3: 'CHEM1', 9: 'SIU^S12' }, '200', 'MSH-9'],
    ['no message type', { 9: '' }, '101', 'MSH-9'],
    ['another version', { 12: '3.0' }, '203', 'MSH-12'],
  ])('%s is refused with code and place', (_, header, code, at) => {
    expect(refusal(anOru({ header }))).toMatchObject({ code, at, severity: 'error' });
  });

  test('a message that carries no result is refused', () => {
    expect(refusal(toMessage(msh(), pid()))).toMatchObject({ code: '100', at: 'OBR' });
  });

  test('separators that MSH-2 does not declare are named as the cause', () => {
    const bytes = Buffer.from('MSH|~\\&|CORELIS|RIVERSIDE|||||ORU^R01|1|P|2.4\rOBX|1\r');
    // with MSH-2 as it is, MSH-9 has one component: "ORU^R01"
    expect(refusal(bytes)).toMatchObject({ code: '102', at: 'MSH-2' });
  });

  test.each(['ORU', 'ORU^R01', 'ORU^R30', 'ORU^R32', 'OUL^R22', 'OUL^R24', 'ORU^Z99'])(
    '%s is taken',
    (type) => {
      expect(refusal(anOru({ header: { 9: type } }))).toBeUndefined();
    },
  );

  test('a missing control id or version is no reason to refuse a result', () => {
    expect(refusal(anOru({ header: { 10: '', 12: '' } }))).toBeUndefined();
  });
});

describe('what a message says', () => {
  test('a result keeps its value as written, its unit, range, flags, status and place', () => {
    const { observations } = onlyPart(anOru({ results: [{ 5: '7.40', 7: '7.35-7.45', 8: 'N' }] }));
    expect(observations).toMatchObject([
      {
        at: 'OBX[1]',
        code: { codings: [{ code: 'GLU', display: 'Glucose', system: 'L' }] }, // OBX-3
        values: [{ kind: 'quantity', number: '7.40', text: '7.40' }], // OBX-5
        unit: { codings: [{ code: 'mg/dL' }, { code: 'mg/dL', system: 'UCUM', isMapped: true }] }, // OBX-6
        referenceRange: { text: '7.35-7.45', low: '7.35', high: '7.45' }, // OBX-7
        flags: ['N'], // OBX-8
        status: 'F', // OBX-11
      },
    ]);
  });

  test.each([
    ['NM', '<0.5', { kind: 'quantity', number: '0.5', comparator: '<' }],
    ['NM', 'negative', { kind: 'text', text: 'negative' }],
    ['NM', '1,5', { kind: 'quantity', text: '1,5', number: '1.5' }],
    ['NM', '1,234', { kind: 'text', text: '1,234' }],
    ['SN', '>^200', { kind: 'quantity', number: '200', comparator: '>' }],
    ['SN', '^10^-^20', { kind: 'range', low: '10', high: '20' }],
    ['SN', '^1^:^128', { kind: 'ratio', numerator: '1', denominator: '128' }],
    ['SN', '<^1^:^8', { kind: 'text', text: '<1:8' }],
    ['SN', '>^5^-^10', { kind: 'text', text: '>5-10' }],
    ['SN', '^<5', { kind: 'text', text: '<5' }],
    ['NM', '1e400', { kind: 'text', text: '1e400' }],
    ['NM', '12345678901234567890', { kind: 'text', text: '12345678901234567890' }],
    [
      'CE',
      'P^Positive for influenza A & B^L',
      { kind: 'coded', concept: { text: 'Positive for influenza A & B' } },
    ],
    ['SN', '^4^+', { kind: 'text', text: '4+' }],
    ['ST', '< 20', { kind: 'text', text: '< 20' }],
    ['ST', 'a^b&c', { kind: 'text', text: 'a^b&c' }],
    [
      'CWE',
      '112283007^E. coli^SCT',
      { kind: 'coded', concept: { codings: [{ code: '112283007', system: 'SCT' }] } },
    ],
    ['TS', '20260302', { kind: 'moment', moment: { iso: '2026-03-02' } }],
    [
      'ED',
      '^application^pdf^Base64^QUJD',
      { kind: 'document', document: { mediaType: 'application/pdf', data: 'QUJD' } },
    ],
    ['RP', 'http://lab.test/1^^image^png', { kind: 'document', document: { pointer: 'http://lab.test/1' } }],
    ['', 'text', { kind: 'text', text: 'text' }],
  ])('OBX-2 %s with OBX-5 %s', (type, value, expected) => {
    const [observation] = onlyPart(anOru({ results: [{ 2: type, 5: value }] })).observations;
    expect(observation?.values).toMatchObject([expected]);
  });

  test.each([
    ['x10^3/uL', { code: 'x10^3/uL' }],
    ['10^9/L^^UCUM', { code: '10^9/L', system: 'UCUM' }],
    ['*10^-3^milli^L', { code: '*10^-3', display: 'milli', system: 'L' }],
    ['mg/dL^milligram^UCUM', { code: 'mg/dL', display: 'milligram', system: 'UCUM' }],
    ['10^ten', { code: '10', display: 'ten' }],
  ])('the unit %s is not cut at its power of ten', (unit, coding) => {
    const [observation] = onlyPart(anOru({ results: [{ 6: unit }] })).observations;
    const sent = observation?.unit?.codings.filter(({ isMapped }) => isMapped !== true);
    expect(sent).toEqual([expect.objectContaining(coding)]); // OBX-6
  });

  test('a value that does not fit its type is kept as text, with an issue at its place', () => {
    const { issues } = normalized(anOru({ results: [{}, { 5: 'clotted' }] }));
    expect(issues).toMatchObject([{ code: '102', at: 'OBX[2]-5', severity: 'warning' }]);
  });

  test('a code in the fourth component is a code', () => {
    const [observation] = onlyPart(anOru({ results: [{ 3: '^^^WBC^WHITE BLOOD CELL' }] })).observations;
    expect(observation?.code.codings).toEqual([
      { code: 'WBC', display: 'WHITE BLOOD CELL', system: undefined },
    ]);
  });

  test.each(['NEG', 'POS||||||F'])('a line of text that looks like a segment is text: %s', (line) => {
    const text = textOf(anOru({ results: [{ 2: 'FT', 5: 'Screen:', 6: '', 11: '' }] })).replace(
      /Screen:.*\r/,
      `Screen:\n${line}\r`,
    );
    const [observation] = onlyPart(Buffer.from(text)).observations;
    expect(observation?.values[0]?.text).toBe(`Screen:\n${line.slice(0, 3)}`);
    expect(observation?.status).toBe(line === 'NEG' ? undefined : 'F');
  });

  test('a segment of a name that nobody knows is one, behind a result that is whole', () => {
    const part = onlyPart(toMessage(msh(), pid(), obr(), obx(), 'XYZ|1|2'));
    expect(part.observations).toMatchObject([{ status: 'F' }]);
  });

  test('issues without end are counted and not listed without end', () => {
    const results = Array.from({ length: 300 }, () => ({ 11: '' }));
    expect(normalized(anOru({ results })).issues).toHaveLength(101);
  });

  test('an empty value is a result, and HL7 null is told apart', () => {
    const { observations } = onlyPart(
      anOru({
        results: [
          { 5: '', 11: 'X' },
          { 5: '""', 11: 'D' },
        ],
      }),
    );
    expect(observations).toMatchObject([
      { values: [], isNull: false, status: 'X' },
      { values: [], isNull: true, status: 'D' },
    ]);
  });

  test('repeats of one code are results of their own', () => {
    const { observations } = onlyPart(anOru({ results: [{ 5: '1' }, { 5: '2' }, { 4: '1', 5: '3' }] }));
    expect(new Set(observations.map(({ slot }) => slot)).size).toBe(3);
  });

  test('a result without OBR, or with ORC alone, is a result', () => {
    const bare = onlyPart(toMessage(msh(), pid(), obx()));
    expect(bare.observations).toHaveLength(1);
    const ordered = onlyPart(toMessage(msh(), pid(), segment('ORC', { 1: 'RE', 3: 'F-9^CORELIS' }), obx()));
    expect(ordered.fillerOrder?.value).toBe('F-9'); // ORC-3
  });

  test('notes stay with what they are about', () => {
    const part = onlyPart(
      toMessage(msh(), pid(), obr(), 'NTE|1||about the order', obx(), 'NTE|1|L|about the result'),
    );
    expect(part.notes).toMatchObject([{ text: 'about the order' }]);
    expect(part.observations[0]?.notes).toMatchObject([{ text: 'about the result', source: 'L' }]);
  });

  test('an observation about the specimen is marked as such, and counts once for two orders', () => {
    const { parts, received } = normalized(
      toMessage(
        msh({ 9: 'OUL^R22' }),
        pid(),
        segment('SPM', { 2: 'S-1' }),
        obx({ 3: 'VOL^Volume^L' }),
        obr({ 3: 'F-1' }),
        obx(),
        obr({ 3: 'F-2' }),
        obx(),
      ),
    );
    expect(received).toBe(3);
    expect(parts.map(({ part }) => part.observations.map(({ isOfSpecimen }) => isOfSpecimen))).toEqual([
      [true, false],
      [false],
    ]);
  });

  test('before SPM, the specimen is in OBR-14 and OBR-15', () => {
    const part = onlyPart(anOru({ order: { 14: '20260302071500', 15: 'SER' } }));
    expect(part.specimens).toMatchObject([
      { type: { text: 'SER' }, received: { iso: '2026-03-02T07:15:00-05:00' } },
    ]);
  });

  test("the source's zone counts before the laboratory's, and the message's before both", () => {
    const site = aSite({
      sources: [{ id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS' }, timeZone: 'UTC' }],
    });
    const observed = (text: string) => onlyPart(anOru({ order: { 7: text } }), { site }).observed?.iso;
    expect(observed('202603020700')).toBe('2026-03-02T07:00:00+00:00');
    expect(observed('202603020700-0500')).toBe('2026-03-02T07:00:00-05:00');
  });

  test('a time that is none is left out and reported', () => {
    const { parts, issues } = normalized(anOru({ order: { 7: '20261399' } }));
    expect(parts[0]?.part.observed).toBeUndefined();
    expect(issues).toMatchObject([{ code: '102', at: 'OBR[1]-7' }]);
  });

  test('training messages are held back from destinations unless the source may deliver them', () => {
    const training = anOru({ header: { 11: 'T' } });
    expect(onlyPart(training).holds).toEqual(['processing-id']);
    const site = aSite({ sources: [{ id: 'any', kind: 'lis', deliver: ['P', 'T'] }] });
    expect(onlyPart(training, { site }).holds).toEqual([]);
  });
});

describe('who and which', () => {
  const key = (options: Parameters<typeof anOru>[0]) => normalized(anOru(options)).parts[0]?.reportKey;

  test('the same order and service is the same report, whatever else differs', () => {
    expect(key({ header: { 10: 'X' }, results: [{ 5: '1' }] })).toBe(key({ results: [{ 5: '2' }, {}] }));
  });

  test.each([
    ['another filler number', { order: { 3: 'F-2^CORELIS' } }],
    ['another assigner', { order: { 3: 'F-1^OTHER' } }],
    ['another service of the same accession', { order: { 4: 'NA^Sodium^L' } }],
    ['training instead of production', { header: { 11: 'T' } }],
  ])('%s is another report', (_, options) => {
    expect(key(options)).not.toBe(key({}));
  });

  test('numbers without an assigner are unique within their sender only', () => {
    const site = aSite({ sources: [{ id: 'any', kind: 'lis' }] });
    const keyOf = (sender: string) =>
      normalized(anOru({ header: { 3: sender }, order: { 3: '1' } }), { site }).parts[0]?.reportKey;
    expect(keyOf('A')).not.toBe(keyOf('B'));
  });

  test('the specimen stands in where the analyzer knows no order: OBR-2 null', () => {
    const law = (messageId: string) =>
      normalized(
        toMessage(
          msh({ 9: 'OUL^R22' }),
          pid(),
          segment('SPM', { 2: 'S-1&LIS' }),
          obr({ 2: '""', 3: '' }),
          obx(),
        ),
        { messageId },
      ).parts[0]?.reportKey;
    expect(law('m1')).toBe(law('m2'));
  });

  test('the identifier that names a patient for good leads', () => {
    const { patient } = onlyPart(anOru({ patient: { 3: '99^^^X^AN~700101^^^RIVERSIDE^MR' } }));
    expect(patient?.identifiers.map(({ value }) => value)).toEqual(['700101', '99']); // PID-3
    expect(patient?.key).toBe(onlyPart(anOru()).patient?.key);
  });

  test('a name without an identifier is no patient', () => {
    const { parts, issues } = normalized(anOru({ patient: { 3: '' } }));
    expect(parts[0]?.part.patient).toBeUndefined();
    expect(issues).toMatchObject([{ code: '101', at: 'PID[1]-3' }]);
  });

  test('two patients in one message stay two', () => {
    const { parts } = normalized(
      toMessage(
        msh(),
        pid(),
        obr({ 3: 'F-1' }),
        obx(),
        pid({ 3: '700102^^^RIVERSIDE^MR' }),
        obr({ 3: 'F-2' }),
        obx(),
      ),
    );
    expect(new Set(parts.map(({ part }) => part.patient?.key)).size).toBe(2);
  });
});

withCorpus.describe('the corpus', () => {
  test('every OBX of every message is in a part, held or set aside', () => {
    const site = aSite({ sources: [{ id: 'any', kind: 'lis', deliver: ['P', 'T', 'D'] }] });
    let messages = 0;
    let observations = 0;
    for (const { path, bytes } of corpusFiles(/^(ORU|OUL)/)) {
      for (const piece of splitMessages(bytes)) {
        const admitted = admitMessage(piece, site);
        if (!admitted.ok) continue;
        const result = normalizeResults(admitted.value, { messageId: path, receivedAt, site });
        const accounted =
          result.parts.reduce((sum, { part }) => sum + part.observations.length, 0) +
          [...result.held, ...result.setAside].reduce((sum, group) => sum + group.observations, 0);
        expect({ path, accounted }).toEqual({ path, accounted: result.received });
        messages++;
        observations += result.received;
      }
    }
    expect(messages).toBeGreaterThan(600);
    expect(observations).toBeGreaterThan(15_000);
  });
});
