import { describe, expect, test } from '@jest/globals';
import { defaultDelimiters } from '@labwire/hl7/message/delimiters';
import { writeSegment } from '@labwire/hl7/message/write';
import type { Patient } from '../../../../lib/model/patient.ts';
import { patientSegment, visitSegment } from '../../../../lib/render/hl7/patient-segments.ts';
import { fullReport } from '../../../support/full-report.ts';

const { patient: whole, visit } = fullReport;
if (whole === undefined || visit === undefined) throw new Error('no patient');
const bare: Patient = { key: 'k', identifiers: [], names: [], addresses: [], phones: [], notes: [] };

const pid = (patient: Patient): string => writeSegment(patientSegment(patient), defaultDelimiters);
const pv1 = (of: Parameters<typeof visitSegment>[0]): string =>
  writeSegment(visitSegment(of), defaultDelimiters);
const authority = 'RIVERSIDE&2.16.840.1.99&ISO';

describe('PID', () => {
  test('has each of its fields at its number', () => {
    const fields = pid(whole).split('|');
    expect(fields.flatMap((field, number) => (field === '' ? [] : [[number, field]]))).toEqual([
      [0, 'PID'],
      [1, '1'],
      [3, `700101^^^${authority}^MR`],
      [5, 'Okafor^Amara^N^Jr^Ms^^L'],
      [7, '19840317103000-0500'],
      [8, 'F'],
      [10, '2034-7^Chinese^CDCREC^^^^^^chinese'],
      [11, '1 Main St^Apt 2^Riverside^NY^10001^US^H^^Kings'],
      [13, '555-0100^PRN^FX'],
      [14, '555-0177^WPN^BP'],
      [18, `ACC-1^^^${authority}`],
      [19, '123-45-6780'],
      [22, 'N^Not Hispanic^HL70189'],
      [25, '2'],
    ]);
  });

  test('of a patient of whom nothing is known is its number alone', () => {
    expect(pid(bare)).toBe('PID|1');
  });

  test('several names, numbers and addresses are repetitions', () => {
    const fields = pid({
      ...bare,
      names: [
        { family: 'Okafor', given: [] },
        { family: 'Eze', given: [], use: 'M' },
      ],
      phones: ['1', 'amara@home.test'],
      addresses: [{ lines: [] }, { lines: ['1', '2', '3'] }],
    }).split('|');
    expect(fields[5]).toBe('Okafor~Eze^^^^^^M'); // PID-5
    expect(fields[13]).toBe('1~^NET^Internet^amara@home.test'); // PID-13, XTN-4
    expect(fields[11]).toBe('~1^2, 3'); // PID-11
  });

  test('has the aliases', () => {
    const aliases = [
      { family: 'Maiden', given: [], use: 'M' },
      { given: ['Ama'], use: 'N' },
    ];
    expect(pid({ ...whole, aliases }).split('|')[9]).toBe('Maiden^^^^^^M~^Ama^^^^^N'); // PID-9
  });

  test('delimiters in a name are text', () => {
    expect(pid({ ...bare, names: [{ family: 'O|K^A', given: [] }] })).toContain('O\\F\\K\\S\\A');
  });
});

describe('PV1', () => {
  test('has each of its fields at its number', () => {
    expect(pv1(visit)).toBe(
      `PV1|1|I|W3^12^B^RIVERSIDE||||99^Family99^Given99^^III^Dr^^^${authority}${'|'.repeat(12)}V-1^^^${authority}`,
    );
  });

  test('of a visit of which nothing is known has the class U', () => {
    expect(pv1({})).toBe('PV1|1|U'); // PV1-2
  });

  test('a place keeps its parts where they are', () => {
    expect(pv1({ location: { facility: 'HOSP' } })).toBe('PV1|1|U|^^^HOSP'); // PV1-3
  });
});
