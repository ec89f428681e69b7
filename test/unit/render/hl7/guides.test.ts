import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { checkGuide } from '@labwire/hl7/check/guide';
import { validateStrictly } from '@labwire/hl7/check/validate-strictly';
import { type Message, parseMessage } from '@labwire/hl7/message/message';
import { definitionsOf } from '@labwire/hl7/standard/dictionary';
import { type GuideName, guides } from '@labwire/hl7/standard/guides';
import { renderHl7Update } from '../../../../lib/destinations/render-hl7.ts';
import { product } from '../../../../lib/shared/product.ts';
import { aDestination } from '../../../support/destinations.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

const laboratory = {
  ...{ name: 'Riverside Laboratory', system: 'https://lab.test', timeZone: 'America/New_York' },
  ...{ oid: '2.16.840.1.113883.3.999.1', clia: '33D1234567' },
  address: { lines: ['9 Lab Rd'], city: 'Riverside', state: 'NY', postalCode: '10001', country: 'USA' },
  director: { family: 'Osei', given: ['Ruth'], prefix: 'Dr.' },
};

const oids = {
  sendingApplication: '2.16.840.1.113883.3.999.2',
  application: '2.16.840.1.113883.3.888.1',
  facility: '2.16.840.1.113883.3.888.2',
  assigners: {
    RIVERSIDE: '2.16.840.1.113883.3.999.3',
    CORELIS: '2.16.840.1.113883.3.999.4',
    CLINIC: '2.16.840.1.113883.3.777.1',
    NPI: '2.16.840.1.113883.4.6',
  },
};

const ordered = {
  orc: (number: string, placer: string) =>
    segment('ORC', {
      ...{ 1: 'RE', 2: placer, 3: number, 12: '1234567893^Kowal^Nina^^^Dr.^^^NPI', 14: '(555) 555-0107' },
      ...{
        21: 'Hillside Clinic^^^^^CLINIC^^^^77',
        22: '5 Hill St^^Riverside^NY^10002^USA',
        23: '555-555-0100',
      },
      24: '5 Hill St^^Riverside^NY^10002^USA',
    }),
  obr: (set: string, number: string, placer: string, more: Readonly<Record<number, string>>) =>
    obr({
      ...{ 1: set, 2: placer, 3: number, 7: '20260301070000-0500', 16: '1234567893^Kowal^Nina^^^Dr.^^^NPI' },
      ...{ 22: '20260302080000-0500', 25: 'F', 31: 'Z11.59^Screening^I10C' },
      ...more,
    }),
  result: (more: Readonly<Record<number, string>>) =>
    obx({ 11: 'F', 14: '20260301070000-0500', 19: '20260302073000-0500', ...more }),
  spm: segment('SPM', {
    ...{ 1: '1', 2: '^S-1&CORELIS', 4: '119364003^Serum specimen^SCT', 11: 'P' },
    ...{ 17: '20260301070000-0500', 18: '20260301090000-0500' },
  }),
};

/** A hepatitis C screening, and the reflex test that it led to. */
const screening = toMessage(
  ...[
    msh(),
    pid({
      10: '2106-3^White^HL70005',
      22: 'N^Not Hispanic^HL70189',
      11: '1 Main St^^Riverside^NY^10001^USA',
      13: '5555550123',
    }),
  ],
  ordered.orc('F-1^CORELIS', 'P-1^CLINIC'),
  ordered.obr('1', 'F-1^CORELIS', 'P-1^CLINIC', { 4: 'HCV^Hepatitis C screening^L' }),
  ordered.result({
    2: 'CWE',
    3: '16128-1^HCV Ab^LN^HCVAB^HCV antibody^L',
    5: '10828004^Positive^SCT',
    6: '',
    7: 'Negative',
    8: 'A',
  }),
  ordered.result({
    1: '2',
    2: 'NM',
    3: '48159-8^HCV Ab S/CO^LN',
    5: '10.8',
    6: '{s_co_ratio}^^UCUM',
    7: '0.0-0.9',
    8: 'H',
  }),
  ordered.spm,
  ordered.orc('F-2^CORELIS', 'P-2^CLINIC'),
  ordered.obr('2', 'F-2^CORELIS', 'P-2^CLINIC', {
    ...{ 4: '11011-4^HCV RNA^LN', 11: 'G' },
    ...{ 26: '16128-1&HCV Ab&LN', 29: 'P-1&CLINIC^F-1&CORELIS' },
  }),
  ordered.result({ 3: '11011-4^HCV RNA^LN', 5: '7611200', 6: '[IU]/mL^^UCUM', 7: '<43', 8: 'H' }),
  ordered.spm,
);

async function rendered(profile: GuideName, bytes: Uint8Array): Promise<string[]> {
  const cloud = aMemoryCloud(aSite());
  await cloud.run(bytes);
  const config = aDestination({ kind: 'hl7-http', url: 'https://ehr.test' });
  const hl7 = { ...config.hl7, profile, oids, application: 'EHR', facility: 'HILLSIDE' };
  const published = new Map(cloud.reports.all().map((one) => [one.report.key, one]));
  return Promise.all(
    [...published.values()].map(async (one) => {
      const settings = { ...config, hl7, translations: [] };
      return Buffer.from(
        await renderHl7Update(one, settings, { laboratory, runScript: undefined }),
      ).toString();
    }),
  );
}

function read(text: string): Message {
  const parsed = parseMessage(Buffer.from(text));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.value;
}

function lint(profile: GuideName, text: string): string[] {
  const guide = guides.get(profile);
  if (guide === undefined) throw new Error('no guide');
  return checkGuide(read(text), guide, definitionsOf('2.5.1')).map(({ at, message }) => `${at}: ${message}`);
}

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/hl7/guides/${name}.hl7`, import.meta.url));

describe.each(['lri', 'elr'] as const)('a destination with the profile %s', (profile) => {
  test('gets messages that its guide and the standard find nothing in, byte for byte', async () => {
    const messages = await rendered(profile, screening);
    expect(messages).toHaveLength(2);
    for (const [index, text] of messages.entries()) {
      const file = fixture(`${profile}-${index + 1}`);
      if (process.env['LABWIRE_DOCS'] === 'write') writeFileSync(file, text);
      expect(text).toBe(readFileSync(file, 'utf8'));
      expect(lint(profile, text)).toEqual([]);
      expect(
        validateStrictly(read(text), definitionsOf('2.5.1')).filter(({ severity }) => severity === 'error'),
      ).toEqual([]);
    }
  });
});

test('the version of the software is that of the package', () => {
  const { version } = JSON.parse(
    readFileSync(fileURLToPath(new URL('../../../../package.json', import.meta.url)), 'utf8'),
  ) as { version: string };
  expect(product.version).toBe(version);
});

/** A golden with one thing changed. */
const broken = (name: string, from: string | RegExp, to: string): string => {
  const text = readFileSync(fixture(name), 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  return changed;
};

/** Empties one field of the first segment of a name, or of the nth. */
const without = (name: string, segmentName: string, field: number, ordinal = 1): string => {
  let seen = 0;
  const lines = readFileSync(fixture(name), 'utf8')
    .split('\r')
    .map((line) => {
      if (!line.startsWith(`${segmentName}|`) || ++seen !== ordinal) return line;
      const fields = line.split('|');
      return fields.with(segmentName === 'MSH' ? field - 1 : field, '').join('|');
    });
  return lines.join('\r');
};

describe('lint against a guide', () => {
  test.each<[string, GuideName, () => string, string]>([
    [
      'no result laboratory',
      'lri',
      () => without('lri-1', 'OBX', 23, 2),
      'OBX[2]-23: LRI OBX-23 (R): Performing Organization Name is missing',
    ],
    [
      'no address of it',
      'elr',
      () => without('elr-1', 'OBX', 24),
      'OBX[1]-24: ELR OBX-24 (R): Performing Organization Address is missing',
    ],
    [
      'no assigner of the patient number',
      'lri',
      () => broken('lri-1', /\^\^\^RIVERSIDE&[\d.]+&ISO/, ''),
      'PID[1]-3.4: LRI PID-3.4 (R): the component is missing',
    ],
    [
      'an assigner that is no OID',
      'lri',
      () => broken('lri-1', /RIVERSIDE&[\d.]+&ISO/, 'RIVERSIDE&riverside&ISO'),
      'PID[1]-3.4.2: LRI PID-3.4.2 (R): is no OID',
    ],
    [
      'no profile',
      'lri',
      () => without('lri-1', 'MSH', 21),
      'MSH-21: LRI MSH-21 (R): Message Profile Identifier is missing',
    ],
    [
      'another profile',
      'elr',
      () => broken('elr-1', '113883.9.11', '113883.9.17'),
      'MSH-21: ELR MSH-21 (R): names no profile of this guide',
    ],
    [
      'no software',
      'elr',
      () => broken('elr-1', /\rSFT[^\r]*/, ''),
      'SFT: ELR SFT (R): the segment is missing',
    ],
    [
      'a number without a unit',
      'lri',
      () => without('lri-1', 'OBX', 6, 2),
      'OBX[2]-6: LRI OBX-6 (C): Units is missing',
    ],
    [
      'a reflex order without its parent',
      'lri',
      () => without('lri-2', 'OBR', 29),
      'OBR[1]-29: LRI OBR-29 (C): Parent Number is missing',
    ],
    [
      'an order of another number than its OBR',
      'lri',
      () => broken('lri-1', /(\rOBR\|1\|P-1[^|]*\|)F-1/, '$1F-9'),
      'OBR[1]-3: LRI OBR-3 (R): differs from ORC-3',
    ],
    [
      'a status time without a zone',
      'elr',
      () => broken('elr-1', '|20260302080000-0500|', '|20260302080000|'),
      'OBR[1]-22: ELR OBR-22 (R): must have the minute and the time zone',
    ],
    [
      'no specimen',
      'elr',
      () => broken('elr-1', /\rSPM[^\r]*/, ''),
      'SPM: ELR SPM (R): the segment is missing',
    ],
    [
      'no specimen number',
      'elr',
      () => without('elr-1', 'SPM', 2),
      'SPM[1]-2: ELR SPM-2 (R): Specimen ID is missing',
    ],
    [
      'another version',
      'lri',
      () => broken('lri-1', '|2.5.1|', '|2.4|'),
      'MSH-12: LRI MSH-12 (R): must be 2.5.1',
    ],
    [
      'a test without its system',
      'lri',
      () => broken('lri-1', '16128-1^HCV Ab^LN', '16128-1^HCV Ab^'),
      'OBX[1]-3.3: LRI OBX-3.3 (R): the component is missing',
    ],
  ])('says where there is %s', (_, profile, message, finding) => {
    const findings = lint(profile, message());
    expect(findings).toContain(finding);
    // nothing else becomes wrong but what follows from it
    expect(findings.length).toBeLessThanOrEqual(2);
  });

  test.each<[string, GuideName, () => string]>([
    [
      'a result without a value, because it was cancelled',
      'lri',
      () => broken('lri-1', '||10.8|{s_co_ratio}^^UCUM|', '|||{s_co_ratio}^^UCUM|'),
    ],
    [
      'the profile named as one',
      'lri',
      () => broken('lri-1', /LRI_Common[^\r|]*/, 'LRI_GU_RU_Profile^^2.16.840.1.113883.9.17^ISO'),
    ],
    [
      'a laboratory identified by CLIA in MSH-4',
      'elr',
      () => broken('elr-1', /(\|Riverside Laboratory\^)[\d.]+\^ISO/, '$133D1234567^CLIA'),
    ],
  ])('finds nothing in %s', (_, profile, message) => {
    expect(lint(profile, message())).toEqual([]);
  });
});

test('two orders of one number are found where the guide wants them unique', () => {
  const [first = '', second = ''] = ['lri-1', 'lri-2'].map((name) => readFileSync(fixture(name), 'utf8'));
  const orders = second.slice(second.indexOf('\rORC')).slice(1);
  expect(lint('lri', first + orders)).toEqual([]);
  expect(lint('lri', first + first.slice(first.indexOf('\rORC') + 1))).toEqual([
    'OBR[2]-3: LRI OBR-3 (R): is the number of another order of this message',
  ]);
});
