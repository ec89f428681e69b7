import { describe, expect, test } from '@jest/globals';
import { corpusFiles, withCorpus } from '../../../../test/support/corpus.ts';
import { fc } from '../../../../test/support/property.ts';
import { size } from '../../../../test/support/size.ts';
import {
  allSegments,
  type Group,
  groupSegments,
  groupsOf,
  isGroup,
  segmentsOf,
} from '../../src/groups/groups.ts';
import { type Structure, structureOf } from '../../src/groups/structures.ts';
import { splitMessages } from '../../src/message/batch.ts';
import { parseMessage } from '../../src/message/message.ts';
import { readMsh } from '../../src/segments/msh.ts';

function structure(type: string): Structure {
  const [code = '', event] = type.split('_');
  const found = structureOf(code, event);
  if (found === undefined) throw new Error(`no structure for ${type}`);
  return found;
}

/** Groups segments of these names after an MSH. */
function group(type: string, names: string) {
  const lines = ['MSH|^~\\&|A', ...names.split(' ').map((name) => `${name}|1`)];
  const parsed = parseMessage(Buffer.from(`${lines.join('\r')}\r`));
  if (!parsed.ok) throw new Error('not parsed');
  return { segments: parsed.value.segments, ...groupSegments(parsed.value.segments, structure(type)) };
}

/** `PID SPECIMEN(SPM ORDER(ORC OBR))`. */
const shape = ({ children, others }: Group): string =>
  [
    ...children.map((child) => (isGroup(child) ? `${child.name}(${shape(child)})` : child.name)),
    ...others.map(({ name }) => `!${name}`),
  ].join(' ');

describe('messages in their published order', () => {
  test.each([
    [
      'ORU_R01',
      'PID PV1 ORC OBR NTE OBX NTE OBX SPM OBX ORC OBR OBX',
      'MSH PATIENT_RESULT(PATIENT(PID VISIT(PV1)) ORDER_OBSERVATION(ORC OBR NTE OBSERVATION(OBX NTE) OBSERVATION(OBX) SPECIMEN(SPM SPECIMEN_OBSERVATION(OBX))) ORDER_OBSERVATION(ORC OBR OBSERVATION(OBX)))',
    ],
    [
      'ORU_R30',
      'PID ORC OBR OBX',
      'MSH PATIENT_RESULT(PATIENT(PID) ORDER_OBSERVATION(ORC OBR OBSERVATION(OBX)))',
    ],
    [
      'ORU_R01',
      'PID OBR OBX PID OBR OBX',
      'MSH PATIENT_RESULT(PATIENT(PID) ORDER_OBSERVATION(OBR OBSERVATION(OBX))) PATIENT_RESULT(PATIENT(PID) ORDER_OBSERVATION(OBR OBSERVATION(OBX)))',
    ],
    [
      'OUL_R21',
      'PID SAC OBR OBX TCD SAC ORC OBR OBX',
      'MSH PATIENT(PID) ORDER_OBSERVATION(CONTAINER(SAC) OBR OBSERVATION(OBX TCD)) ORDER_OBSERVATION(CONTAINER(SAC) ORC OBR OBSERVATION(OBX))',
    ],
    [
      'OUL_R22',
      'SPM SAC INV OBR ORC TQ1 OBX TCD INV OBX SPM SAC OBR ORC OBX',
      'MSH SPECIMEN(SPM CONTAINER(SAC INV) ORDER(OBR ORC TIMING(TQ1) OBSERVATION(OBX TCD INV) OBSERVATION(OBX))) SPECIMEN(SPM CONTAINER(SAC) ORDER(OBR ORC OBSERVATION(OBX)))',
    ],
    [
      'OUL_R23',
      'PID SPM SAC OBR OBX SAC OBR OBX',
      'MSH PATIENT(PID) SPECIMEN(SPM CONTAINER(SAC ORDER(OBR OBSERVATION(OBX))) CONTAINER(SAC ORDER(OBR OBSERVATION(OBX))))',
    ],
    [
      'OUL_R24',
      'PID OBR ORC SPM SAC OBX OBR SPM OBX',
      'MSH PATIENT(PID) ORDER(OBR ORC SPECIMEN(SPM CONTAINER(SAC OBX))) ORDER(OBR SPECIMEN(SPM SPECIMEN_OBSERVATION(OBX)))',
    ],
    [
      'ORM_O01',
      'PID PV1 ORC OBR NTE OBX ORC OBR',
      'MSH PATIENT(PID VISIT(PV1)) ORDER(ORC ORDER_DETAIL(OBR NTE OBSERVATION(OBX))) ORDER(ORC ORDER_DETAIL(OBR))',
    ],
    [
      'OML_O21',
      'PID ORC TQ1 OBR SPM SAC PID OBR OBX ORC OBR',
      'MSH PATIENT(PID) ORDER(ORC TIMING(TQ1) OBSERVATION_REQUEST(OBR SPECIMEN(SPM CONTAINER(SAC)) PRIOR_RESULT(PID ORDER_PRIOR(OBR OBSERVATION_PRIOR(OBX))))) ORDER(ORC OBSERVATION_REQUEST(OBR))',
    ],
    [
      'OML_O33',
      'PID SPM SAC ORC OBR ORC OBR SPM ORC OBR',
      'MSH PATIENT(PID) SPECIMEN(SPM CONTAINER(SAC) ORDER(ORC OBSERVATION_REQUEST(OBR)) ORDER(ORC OBSERVATION_REQUEST(OBR))) SPECIMEN(SPM ORDER(ORC OBSERVATION_REQUEST(OBR)))',
    ],
    [
      'OML_O35',
      'SPM SAC ORC OBR SAC ORC OBR',
      'MSH SPECIMEN(SPM CONTAINER(SAC ORDER(ORC OBSERVATION_REQUEST(OBR))) CONTAINER(SAC ORDER(ORC OBSERVATION_REQUEST(OBR))))',
    ],
    [
      'ORL_O22',
      'MSA ERR PID ORC OBR SPM',
      'MSH MSA ERR RESPONSE(PATIENT(PID) ORDER(ORC OBSERVATION_REQUEST(OBR SPECIMEN(SPM))))',
    ],
    [
      'ORL_O34',
      'MSA SPM SAC ORC SPM SAC ORC',
      'MSH MSA RESPONSE(SPECIMEN(SPM SAC ORDER(ORC)) SPECIMEN(SPM SAC ORDER(ORC)))',
    ],
    ['ORL_O42', 'MSA SPM SAC ORC', 'MSH MSA RESPONSE(SPECIMEN(SPM SAC ORDER(ORC)))'],
    [
      'ADT_A01',
      'EVN PID PD1 NK1 PV1 AL1 DG1 IN1 IN2',
      'MSH EVN PATIENT(PID PD1 NK1 PV1 AL1 DG1 INSURANCE(IN1 IN2))',
    ],
    ['ADT_A40', 'EVN PID MRG PID PD1 MRG PV1', 'MSH EVN PATIENT(PID MRG) PATIENT(PID PD1 MRG PV1)'],
    ['MDM_T02', 'EVN PID PV1 TXA OBX OBX', 'MSH EVN PID PV1 TXA OBSERVATION(OBX) OBSERVATION(OBX)'],
    ['QBP_Q11', 'QPD RCP', 'MSH QPD RCP'],
    ['RSP_K11', 'MSA QAK QPD', 'MSH MSA QAK QPD'],
    [
      'SSU_U03',
      'EQU SAC OBX SPM SAC',
      'MSH EQU SPECIMEN_CONTAINER(SAC OBX SPECIMEN(SPM)) SPECIMEN_CONTAINER(SAC)',
    ],
    ['ESU_U01', 'EQU ISD ISD', 'MSH EQU ISD ISD'],
    ['INU_U05', 'EQU INV INV', 'MSH EQU INV INV'],
    ['EAC_U07', 'EQU ECD SAC SPM ECD', 'MSH EQU COMMAND(ECD SPECIMEN_CONTAINER(SAC SPM)) COMMAND(ECD)'],
    [
      'EAR_U08',
      'EQU ECD SAC ECR ECD ECR',
      'MSH EQU COMMAND_RESPONSE(ECD SPECIMEN_CONTAINER(SAC) ECR) COMMAND_RESPONSE(ECD ECR)',
    ],
    ['MFN_M08', 'MFI MFE OM1 OM2 MFE OM1', 'MSH MFI MF_TEST(MFE OM1 OM2) MF_TEST(MFE OM1)'],
    ['ACK_R01', 'MSA ERR ERR', 'MSH MSA ERR ERR'],
  ])('%s: %s', (type, names, expected) => {
    const { root, issues } = group(type, names);
    expect(shape(root)).toBe(expected);
    expect(issues).toEqual([]);
  });
});

describe('messages out of order lose nothing', () => {
  test.each([
    [
      'an ORC behind its OBR',
      'ORU_R01',
      'PID OBR ORC OBX OBR ORC OBX',
      'MSH PATIENT_RESULT(PATIENT(PID) ORDER_OBSERVATION(OBR ORC OBSERVATION(OBX)) ORDER_OBSERVATION(OBR ORC OBSERVATION(OBX)))',
    ],
    [
      'an ORC behind its OBR, the first of which has no result',
      'ORU_R01',
      'PID OBR ORC OBR ORC OBX',
      'MSH PATIENT_RESULT(PATIENT(PID) ORDER_OBSERVATION(OBR ORC) ORDER_OBSERVATION(OBR ORC OBSERVATION(OBX)))',
    ],
    [
      'an ORC before its OBR',
      'OUL_R22',
      'SPM ORC OBR OBX ORC OBR OBX',
      'MSH SPECIMEN(SPM ORDER(ORC OBR OBSERVATION(OBX)) ORDER(ORC OBR OBSERVATION(OBX)))',
    ],
    [
      'a specimen before its order',
      'ORU_R01',
      'PID SPM OBR OBX OBX',
      'MSH PATIENT_RESULT(PATIENT(PID) ORDER_OBSERVATION(SPECIMEN(SPM) OBR OBSERVATION(OBX) OBSERVATION(OBX)))',
    ],
    [
      'no OBR',
      'ORU_R01',
      'PID OBX OBX',
      'MSH PATIENT_RESULT(PATIENT(PID) ORDER_OBSERVATION(OBSERVATION(OBX) OBSERVATION(OBX)))',
    ],
    ['no SPM', 'OUL_R22', 'OBR ORC OBX', 'MSH SPECIMEN(ORDER(OBR ORC OBSERVATION(OBX)))'],
    [
      'a visit behind the results',
      'ORU_R01',
      'PID OBR OBX PV1 OBX',
      'MSH PATIENT_RESULT(PATIENT(PID VISIT(PV1)) ORDER_OBSERVATION(OBR OBSERVATION(OBX) OBSERVATION(OBX)))',
    ],
    [
      'a foreign segment',
      'ORU_R01',
      'PID OBR RXA OBX',
      'MSH PATIENT_RESULT(PATIENT(PID) ORDER_OBSERVATION(OBR OBSERVATION(OBX) !RXA))',
    ],
    ['a second EQU', 'ESU_U01', 'EQU ISD EQU', 'MSH EQU ISD !EQU'],
  ])('%s', (_, type, names, expected) => {
    const { root, issues } = group(type, names);
    expect(shape(root)).toBe(expected);
    expect(issues).not.toEqual([]);
  });

  test('Z-segments stay with what they follow, and are no issue', () => {
    const { root, issues } = group('ORU_R01', 'PID ZPI OBR OBX ZBX');
    expect(shape(root)).toBe(
      'MSH PATIENT_RESULT(PATIENT(PID !ZPI) ORDER_OBSERVATION(OBR OBSERVATION(OBX !ZBX)))',
    );
    expect(issues).toEqual([]);
  });

  test('what is missing is named, with the group that misses it', () => {
    expect(group('OUL_R22', 'OBR OBX').issues).toMatchObject([{ severity: 'error', code: '100', at: 'SPM' }]);
    expect(group('EAR_U08', 'EQU ECD').issues).toMatchObject([
      { at: 'ECR', message: expect.stringContaining('ECD[1]') },
    ]);
  });

  test('whatever the segments are, every one is in one group', () => {
    const names = 'PID PV1 ORC OBR OBX NTE SPM SAC INV TQ1 TCD SID EQU ZZZ RXA MRG QPD MSA ERR DEV';
    fc.assert(
      fc.property(
        fc.constantFrom(
          'ORU_R01',
          'OUL_R21',
          'OUL_R22',
          'OUL_R23',
          'OUL_R24',
          'ORM_O01',
          'OML_O21',
          'OML_O33',
          'OML_O35',
          'ORL_O34',
          'ADT_A40',
          'RSP_K11',
          'SSU_U03',
          'EAR_U08',
          'MFN_M08',
          'ACK_R01',
        ),
        fc.array(fc.constantFrom(...names.split(' ')), { minLength: 1, maxLength: 25 }),
        (type, chosen) => {
          const { root, segments } = group(type, chosen.join(' '));
          const placed = allSegments(root);
          expect(new Set(placed).size).toBe(placed.length);
          expect(new Set(placed)).toEqual(new Set(segments));
        },
      ),
      { numRuns: size({ short: 200, long: 2000 }) },
    );
  });

  test('twenty thousand segments cost no more than their number', () => {
    const { root, segments } = group('ORU_R01', `PID ${'OBR OBX NTE PV1 ORC SPM RXA '.repeat(3000).trim()}`);
    expect(allSegments(root)).toHaveLength(segments.length);
  });
});

test('a group gives its own segments and groups by name', () => {
  const { root } = group('ADT_A40', 'EVN PID MRG PID MRG');
  expect(segmentsOf(root, 'EVN')).toHaveLength(1);
  expect(groupsOf(root, 'PATIENT').map((one) => segmentsOf(one, 'MRG')[0]?.at())).toEqual([
    'MRG[1]',
    'MRG[2]',
  ]);
});

withCorpus.test('every segment of every message of the corpus has a place', () => {
  const counts = { messages: 0, segments: 0, lost: 0 };
  for (const { bytes } of corpusFiles(/./))
    for (const piece of splitMessages(bytes)) {
      const parsed = parseMessage(piece);
      if (!parsed.ok) continue;
      const { messageCode = '', triggerEvent } = readMsh(parsed.value.header);
      const found = structureOf(messageCode, triggerEvent);
      if (found === undefined) continue;
      const placed = new Set(allSegments(groupSegments(parsed.value.segments, found).root));
      counts.messages++;
      counts.segments += parsed.value.segments.length;
      counts.lost += parsed.value.segments.filter((segment) => !placed.has(segment)).length;
    }
  expect(counts.messages).toBeGreaterThan(1000);
  expect(counts.lost).toBe(0);
});
