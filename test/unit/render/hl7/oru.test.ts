import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { decodeText } from '@labwire/hl7/charset/charset';
import { validateStrictly } from '@labwire/hl7/check/validate-strictly';
import { splitMessages } from '@labwire/hl7/message/batch';
import { parseMessage } from '@labwire/hl7/message/message';
import { definitionsOf } from '@labwire/hl7/standard/dictionary';
import type { Value } from '../../../../lib/model/observation.ts';
import type { Report, ReportVersion } from '../../../../lib/model/report.ts';
import { reportStatus as reportStatusOf, resultStatus } from '../../../../lib/model/status.ts';
import { encodeFor } from '../../../../lib/render/hl7/encode-for.ts';
import { type OruOptions, renderOru } from '../../../../lib/render/hl7/oru.ts';
import { assembleReport } from '../../../../lib/reports/assemble-report.ts';
import { canonicalJson } from '../../../../lib/shared/canonical-json.ts';
import { corpusFiles, withCorpus } from '../../../support/corpus.ts';
import { fullReport } from '../../../support/full-report.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru } from '../../../support/messages.ts';
import { asVersion, normalized, reportOf } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';
import { leastOf, sample } from '../../../support/size.ts';

const options: OruOptions = {
  version: '2.5.1',
  charset: 'UNICODE UTF-8',
  sendingFacility: 'Test Laboratory',
  receivingApplication: 'EHR',
  receivingFacility: 'HOSP',
};

const site = aSite({
  sources: [
    { id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS' }, numbersOf: 'laboratory' },
    { id: 'analyzer', kind: 'analyzer', sender: { application: 'ANALYZER' }, numbersOf: 'laboratory' },
    { id: 'chemistry', kind: 'analyzer', sender: { application: 'CHEM1' }, numbersOf: 'laboratory' },
    // who reads what was written for an EHR
    {
      id: 'labwire',
      kind: 'lis',
      sender: { application: 'LABWIRE' },
      numbersOf: 'laboratory',
      decimalSeparator: '.',
    },
  ],
});

const written = (version: ReportVersion, of: Partial<OruOptions> = {}): Buffer =>
  Buffer.from(renderOru(version, { ...options, ...of }), 'utf8');

/** The report that our own parser makes of what was written. */
function readBack(version: ReportVersion): Report {
  const bytes = written(version);
  return readAs(bytes, version, site);
}

/** An order for each collection: together they are one report. */
function readAs(bytes: Uint8Array, { report }: ReportVersion, of: typeof site): Report {
  const { parts } = normalized(bytes, { site: of });
  const collections = new Set(report.observations.map(({ collection }) => canonicalJson(collection ?? null)));
  expect(parts).toHaveLength(Math.max(1, collections.size));
  const [first] = parts;
  if (first === undefined) throw new Error('no part');
  expect(new Set(parts.map(({ reportKey }) => reportKey)).size).toBe(1);
  return assembleReport(
    { key: first.reportKey, processingId: first.processingId },
    parts.map(({ part }) => part),
  );
}

/**
 * What a report says, in HL7 v2's own means: without where and when it was received, without what our maps
 * added, with OBR-25 speaking for an empty OBX-11, and with corrections that were not marked as ones marked.
 */
function asSaid(report: Report) {
  const { patient, observations, specimens, isWithdrawn, visit, ...head } = report;
  return plain({
    // PV1-2 must say something
    visit: visit && { ...visit, patientClass: visit.patientClass ?? 'U' },
    ...pick(head, [
      'processingId',
      'placerOrder',
      'fillerOrder',
      'orderStatus',
      'priority',
      'service',
      'section',
      'observed',
      'observedEnd',
      'issued',
      'orderingProvider',
      'orderingProviderAddress',
      'orderingFacility',
      'callBackPhones',
      'copiesTo',
      'reasons',
      'staff',
      'clinicalInformation',
      'specimenAction',
      'parent',
      'notes',
    ]),
    status: isWithdrawn === true ? 'X' : reportStatusOf(report),
    // the year is that of the message that called a newborn
    patient: patient === undefined ? undefined : { ...patient, key: undefined, newbornIn: undefined },
    specimens: specimens.map((specimen) => ({
      ...specimen,
      // empty means a patient's
      roles: specimen.roles.length === 0 ? ['P'] : specimen.roles,
    })),
    observations: linesOf(observations).map(
      ({ status, reportStatus, isUnmarkedCorrection, corrects, slot: _, ...one }) => ({
        ...pick(one, [
          'code',
          'subId',
          'run',
          'isNull',
          'unit',
          'isUnitNull',
          'flags',
          'observed',
          'analyzed',
          'method',
          'otherMethods',
          'equipment',
          'performer',
          'otherPerformers',
          'performingLaboratory',
          'producer',
          'director',
          'notes',
        ]),
        status: resultStatus({ isUnmarkedCorrection, corrects, status, reportStatus }),
        // a range that was read is written as it was read
        referenceRange:
          one.referenceRange?.low === undefined || one.referenceRange.high === undefined
            ? one.referenceRange
            : { low: one.referenceRange.low, high: one.referenceRange.high },
        values: one.values
          .filter(({ text }) => text !== '')
          .map((value) =>
            value.kind === 'text'
              ? value
              : value.kind === 'document'
                ? dense(value)
                : { ...value, text: undefined },
          ),
      }),
    ),
  });
}

/** Results and specimens of several collections come collection by collection. */
function asSet(report: Report): string {
  const said = asSaid(report) as { observations?: unknown[]; specimens?: unknown[] };
  const sorted = (list: unknown[] = []) => list.map(canonicalJson).sort();
  return canonicalJson({
    ...said,
    observations: sorted(said.observations),
    specimens: sorted(said.specimens),
  });
}

/** Text is written a line an OBX. */
const linesOf = (observations: Report['observations']): Report['observations'] =>
  observations.flatMap((one) =>
    one.isTextBlock === true ? one.values.map((line) => ({ ...one, values: [line] })) : [one],
  );

/** Line breaks within base64 are none of the document. */
const dense = (value: Extract<Value, { kind: 'document' }>) => ({
  ...value,
  document: { ...value.document, data: value.document.data?.replaceAll(/\s/g, '') },
});

const pick = <T extends object>(from: T, names: readonly (keyof T)[]): Partial<T> =>
  Object.fromEntries(names.map((name) => [name, from[name]])) as Partial<T>;

/** Without places, without how a time was written, without our own codes' marks, and without what is absent. */
function plain(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(plain).filter((one) => typeof one !== 'object' || Object.keys(one ?? {}).length > 0);
  if (typeof value !== 'object' || value === null) return value;
  const isTime = 'iso' in value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([name, part]) =>
          part !== undefined &&
          !(Array.isArray(part) && part.length === 0) &&
          !['at', 'isMapped', 'zone'].includes(name) &&
          !(isTime && name === 'text'),
      )
      .map(([name, part]): [string, unknown] => [name, plain(part)])
      .filter(([, part]) => !(typeof part === 'object' && part !== null && Object.keys(part).length === 0)),
  );
}

const folder = fileURLToPath(new URL('../../../fixtures/hl7/', import.meta.url));
const goldens = readdirSync(folder).filter((file) => file.endsWith('.hl7'));

describe('a report that is written as ORU and read again is the same report', () => {
  let reports = 0;

  test.each(goldens)('%s', async (file) => {
    const cloud = aMemoryCloud(site);
    for (const message of splitMessages(readFileSync(`${folder}${file}`))) await cloud.run(message);
    for (const version of cloud.reports.all()) {
      expect(asSaid(readBack(version))).toEqual(asSaid(version.report));
      reports++;
    }
  });

  test('of every golden case that has one', () => {
    expect(reports).toBeGreaterThanOrEqual(110);
    process.stdout.write(`${reports} reports of ${goldens.length} cases written and read again\n`);
  });
});

describe('what is written', () => {
  const bytesOf = (of: Partial<OruOptions> = {}) => renderOru(asVersion(fullReport), { ...options, ...of });
  const lines = (of: Partial<OruOptions> = {}) => bytesOf(of).trimEnd().split('\r');
  const named = (text: readonly string[]) => text.map((line) => line.slice(0, 3));

  test('is in the order of ORU^R01, addressed to the EHR', () => {
    expect(named(lines())).toEqual([
      'MSH',
      'PID',
      'NTE',
      'PV1',
      'ORC',
      'OBR',
      'NTE',
      'TQ1',
      'OBX',
      'NTE',
      'NTE',
      'SPM',
      'SAC',
      'SAC',
      'NTE',
    ]);
    expect(lines()[9]).toBe('NTE|1|L|Critical range: 2.8-6.2');
    expect(lines()[0]).toMatch(
      /^MSH\|\^~\\&\|LABWIRE\|Test Laboratory\|EHR\|HOSP\|20260302140000\+0000\|\|ORU\^R01\^ORU_R01\|LW[0-9A-F]{18}\|P\|2\.5\.1\|{6}UNICODE UTF-8$/,
    );
  });

  test('is the same to the letter for the same version, and another message for the next', () => {
    expect(bytesOf()).toBe(bytesOf());
    const next = renderOru({ ...asVersion(fullReport), version: 2 }, options);
    expect(next.split('|')[9]).not.toBe(bytesOf().split('|')[9]); // MSH-10
  });

  test.each(['2.3.1', '2.4'] as const)(
    'in v%s has the specimen and the urgency in OBR, and CE for codes',
    (version) => {
      const text = lines({ version });
      const head = ['MSH', 'PID', 'NTE', 'PV1', 'ORC', 'OBR', 'NTE', 'NTE', 'NTE', 'OBX'];
      expect(named(text)).toEqual([...head, 'NTE', 'NTE', 'NTE']);
      // what is wrong with the specimen has no other place
      expect(text[7]).toContain('rejected: RH as it was written');
      expect(text[8]).toBe(
        'NTE|3|L|Performed at: Riverside Laboratory (LAB-1), 9 Lab Rd, Hall 4, Albany, NY, 12207, US, director Dr Given88 Family88 III', // OBX-24, OBX-25
      );
      const obr = text[5]?.split('|') ?? [];
      expect(obr[15]).toBe(
        'BLD&BLD in words&L^EDTA&EDTA in words&L^a long tube^FOOT&FOOT in words&L^LEFT&LEFT in words&L^VENIP&VENIP in words&L', // OBR-15
      );
      expect(text[11]).toBe('NTE|2|L|Place in the body: KNEE as it was written, RIGHT as it was written'); // OBX-20
      expect(obr[9]).toBe('4.50^mL&millilitre&UCUM'); // OBR-9
      expect(obr[27]).toBe('^^^^^S'); // OBR-27
      expect(text[0]?.split('|')[8]).toBe(version === '2.3.1' ? 'ORU^R01' : 'ORU^R01^ORU_R01'); // MSH-9
      const parsed = parseMessage(Buffer.from(bytesOf({ version })));
      if (!parsed.ok) throw new Error('not read');
      const wrong = validateStrictly(parsed.value, definitionsOf(version));
      expect(wrong.filter(({ code }) => code === '100' || code === '101')).toEqual([]);
    },
  );

  test('is what v2.5.1 asks for', () => {
    const parsed = parseMessage(Buffer.from(bytesOf()));
    if (!parsed.ok) throw new Error('not read');
    const wrong = validateStrictly(parsed.value, definitionsOf('2.5.1'));
    expect(wrong.filter(({ code }) => code === '101')).toEqual([]);
  });

  test('a correction that was not marked is one, and a report that was taken back says so', () => {
    const [observation] = fullReport.observations;
    if (observation === undefined) throw new Error('no result');
    const unmarked = {
      ...fullReport,
      observations: [{ ...observation, status: 'F', isUnmarkedCorrection: true }],
    };
    expect(renderOru(asVersion(unmarked), options).split('\r')[8]?.split('|')[11]).toBe('C'); // OBX-11
    const withdrawn = { ...fullReport, isWithdrawn: true as const };
    expect(renderOru(asVersion(withdrawn), options).split('\r')[5]?.split('|')[25]).toBe('X'); // OBR-25
  });

  test('lines of text are lines for the reader', () => {
    const report = reportOf(anOru({ results: [{ 2: 'FT', 5: 'one\\.br\\two', 6: '' }] }));
    expect(renderOru(asVersion(report), options)).toContain('|FT|GLU^Glucose^L||one\\.br\\two|'); // OBX-5
  });

  const resultLines = (fields: Readonly<Record<number, string>>) =>
    renderOru(asVersion(reportOf(anOru({ results: [fields] }))), options)
      .split('\r')
      .filter((line) => line.startsWith('OBX'));

  test.each([
    ['3.5-5.1 mmol/L, fasting', '3.5-5.1 mmol/L, fasting'],
    ['<1,5', '<1.5'],
    ['3,5 - 5,1', '3.5 - 5.1'],
  ])('a range %s is written with the point of its numbers, and with its words', (sent, expected) => {
    expect(resultLines({ 7: sent })[0]?.split('|')[7]).toBe(expected); // OBX-7
  });

  test('a document has no line breaks, and stands beside no other value', () => {
    const [text, document, ...others] = resultLines({
      2: 'ED',
      5: '^application^pdf^Base64^QUJD\\X0D\\\\X0A\\QUJD~see paper',
      6: '',
    });
    expect(others).toEqual([]);
    expect(text).toMatch(/^OBX\|1\|ST\|.*see paper/);
    expect(document).toContain('|ED|');
    expect(document).toContain('^Base64^QUJDQUJD|');
  });

  test('what looks like a line break in a value is none', () => {
    const [line] = resultLines({ 2: 'ST', 5: '\\E\\srv\\E\\X0A\\E\\f', 6: '' });
    expect(line).toContain('\\E\\srv\\E\\X0A\\E\\f');
  });

  test('an hour without minutes stays one', () => {
    expect(resultLines({ 2: 'TS', 5: '2026030207-0500', 6: '' })[0]).toContain(
      '|TS|GLU^Glucose^L||2026030207-0500|',
    );
  });

  test('a final report with a corrected result is a corrected one', () => {
    const report = reportOf(anOru({ order: { 25: 'F' }, results: [{ 11: 'C' }] }));
    expect(renderOru(asVersion(report), options).split('\r')[3]?.split('|')[25]).toBe('C'); // OBR-25
  });
});

describe('a character set that lacks a character', () => {
  test.each([
    ['8859/1', 'café ≥ 5 µg – “ok”', 'café >= 5 µg - "ok"'],
    ['ASCII', 'Müller ≤ 3 µmol/L', 'Muller <= 3 umol/L'],
    ['8859/2', 'Łódź', 'Łódź'],
    // a power stays one, and what comes in the place of a character is no delimiter
    ['8859/1', '5×10⁹/L', '5×10\\S\\9/L'],
    ['ASCII', '10⁻¹² mol', '10\\S\\-12 mol'],
    ['ASCII', '3.5～5.1', '3.5\\R\\5.1'],
    ['ISO 8859-1', '3.5–5.1', '3.5-5.1'],
    ['8859/9', '3.5–5.1', '3.5-5.1'],
  ])('%s: %s', (charset, text, expected) => {
    const bytes = encodeFor(text, charset);
    expect(
      bytes &&
        decodeText(
          Buffer.concat([Buffer.from(`MSH|^~\\&|||||||||||||||${'|'}${charset}\r`), bytes]),
        ).text.split('\r')[1],
    ).toBe(expected);
  });

  test('what would say something else is not written at all: a name in another script, a sign with a stroke', () => {
    expect(encodeFor('≮5', '8859/1')).toBeUndefined();
    expect(encodeFor('Ａ｜Ｂ', '8859/1')).toBeUndefined();
    expect(encodeFor('Иванов', '8859/1')).toBeUndefined();
    expect(encodeFor('Иванов', '8859/5')).toBeDefined();
    expect(encodeFor('Иванов', 'no set')).toBeUndefined();
  });
});

withCorpus.test(
  'every update of the corpus is written as ORU and read again, and no result is lost or changed',
  async () => {
    const any = aSite({
      sources: [
        { id: 'any', kind: 'lis', deliver: ['P', 'T', 'D'], numbersOf: 'laboratory', decimalSeparator: '.' },
      ],
    });
    const cloud = aMemoryCloud(any);
    for (const { bytes } of sample(corpusFiles(/./)))
      for (const message of splitMessages(bytes)) await cloud.run(message).catch(() => undefined);
    const updates = cloud.updates.updates.flatMap(({ update }) => update.content ?? []);
    let results = 0;
    let same = 0;
    for (const version of updates) {
      const bytes = written(version);
      const back = readAs(bytes, version, any);
      expect(linesOf(back.observations)).toHaveLength(linesOf(version.report.observations).length);
      results += back.observations.length;
      if (asSet(back) === asSet(version.report)) same++;
    }
    process.stdout.write(
      `${updates.length} updates of the corpus as ORU: ${results} results written and read again, ${same} reports the same\n`,
    );
    // one is a document of which every line is a result, some with parts of the next row in OBX-17 and OBX-18; two are
    // of several collections, and the time and the specimen of the one without results have no order of their own
    expect(updates.length - same).toBeLessThanOrEqual(3);
    expect(updates.length).toBeGreaterThan(leastOf(600));
  },
);
