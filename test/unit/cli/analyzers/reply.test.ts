import { describe, expect, test } from '@jest/globals';
import type { Play } from '../../../../cli/analyzers/compare-play.ts';
import { replyDifferences } from '../../../../cli/analyzers/reply.ts';

const person = (id: string) => ({ id, family: 'Holm', given: 'Ida' });
const play = (reply: NonNullable<Play['expect']['reply']>): Play => ({
  name: 'query',
  kind: 'query',
  orders: [
    { specimen: 'T1', patient: person('P1'), tests: ['K', 'NA'] },
    { specimen: 'T2', patient: person('P2'), tests: ['GLU'] },
  ],
  message: 'H|',
  expect: { results: [], controls: [], readings: 0, held: {}, reply },
});
const asked = play({ work: [{ specimen: 'T1', tests: ['K', 'NA'] }], records: [] });
const astm = (...records: readonly string[]): Uint8Array =>
  Buffer.from(['H|\\^&|||LABWIRE', ...records, 'L|1|F'].map((record) => `${record}\r`).join(''));
const hl7 = (...segments: readonly string[]): Uint8Array =>
  Buffer.from(['MSH|^~\\&|L|||||RSP^K11|1|P|2.5.1', ...segments].map((line) => `${line}\r`).join(''));

describe('the answer to a query', () => {
  test.each([
    ['ASTM, a record for each test', [astm('P|1|P1', 'O|1|T1||^^^K', 'O|2|T1||^^^NA')]],
    ['ASTM, the tube behind rack and position', [astm('P|1|P1', 'O|1|5^3^T1^B||^^^K\\^^^NA')]],
    ['ASTM, one record', [astm('P|1|P1', 'O|1|T1||^^^NA\\^^^K')]],
    ['HL7 with specimens', [hl7('MSA|AA|1'), hl7('SPM|1|T1', 'OBR|1|||K', 'OBR|2|||NA')]],
    ['HL7 with the specimen behind each order', [hl7('OBR|1|||K', 'SPM|1|T1', 'OBR|2|||NA', 'SPM|2|T1')]],
    ['HL7 with lines to display', [hl7('DSP|1||P1', 'DSP|21||T1', 'DSP|29||K', 'DSP|30||NA')]],
  ])('is the work of that tube and no other: %s', (_, answers) => {
    expect(replyDifferences(asked, answers)).toEqual([]);
  });

  test('that lacks a test, or has one of another tube, is told', () => {
    expect(replyDifferences(asked, [astm('O|1|T1||^^^K', 'P|2|P2', 'O|1|T2||^^^GLU')])).toEqual([
      'the answer has K for T1, not K, NA',
      'the answer has work for T2, which was not asked for',
      'the answer names the patient of T2, which was not asked for',
    ]);
    expect(replyDifferences(asked, [])).toEqual(['the answer has no work for T1, not K, NA']);
  });

  test('must have the records that the instrument needs', () => {
    const echo = play({ work: [{ specimen: 'T1', tests: [] }], records: ['TSDWN^REPLY'] });
    expect(replyDifferences(echo, [astm('O|1|T1')])).toEqual(['the answer lacks TSDWN^REPLY']);
    expect(replyDifferences(echo, [astm('C|1|TSDWN^REPLY', 'O|1|T1')])).toEqual([]);
  });

  test('is not asked for where the profile says nothing of it', () => {
    const { reply: _, ...rest } = asked.expect;
    expect(replyDifferences({ ...asked, expect: rest }, [])).toEqual([]);
  });
});
