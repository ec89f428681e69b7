import { describe, expect, test } from '@jest/globals';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { normalized } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

/** One result of an analyzer, with the given specimen. */
const oul = (
  sender: string,
  {
    spm,
    sac,
    patient = pid(),
  }: { spm?: Record<number, string>; sac?: Record<number, string>; patient?: string },
) =>
  toMessage(
    msh({ 3: sender, 9: 'OUL^R22' }),
    patient,
    ...(spm === undefined ? [] : [segment('SPM', { 1: '1', 2: 'S-1', ...spm })]),
    ...(sac === undefined ? [] : [segment('SAC', sac)]),
    obr(),
    obx(),
  );

const fate = (bytes: Uint8Array): string => {
  const { parts, held, setAside } = normalized(bytes);
  expect(parts.length + held.length + setAside.length).toBe(1);
  return held[0]?.reason ?? setAside[0]?.reason ?? 'report';
};

describe('control material never reaches a report', () => {
  test.each(['B', 'C', 'E', 'F', 'G', 'L', 'O', 'Q', 'R', 'V'])('SPM-11 %s is control material', (role) => {
    expect(fate(oul('ANALYZER', { spm: { 11: `${role}^^HL70369` } }))).toBe('control-material');
  });

  test.each([
    ['a control among the roles', { spm: { 11: 'P~Q' } }],
    ['a lower-case role', { spm: { 11: 'q' } }],
    ['a role of a table that is not 0369', { spm: { 11: 'Q^Control^L' } }],
  ])('%s is control material', (_, specimen) => {
    expect(fate(oul('ANALYZER', specimen))).toBe('control-material');
  });

  test.each([
    ['the placer id of the specimen', { spm: { 2: 'QC-7&LAB', 11: 'P' } }],
    ['its filler id', { spm: { 2: '^QC-7', 11: 'P' } }],
    ['the specimen it was made from', { spm: { 3: 'S-0~QC-7&LAB', 11: 'P' } }],
    ['its container', { spm: { 11: 'P' }, sac: { 3: 'QC-7' } }],
    ['its accession', { spm: { 11: 'P' }, sac: { 2: 'QC-7' } }],
    ['the patient', { spm: { 11: 'P' }, patient: pid({ 3: 'CTRL-1' }) }],
  ])("the source's own rule is seen in %s", (_, specimen) => {
    expect(fate(oul('CHEM1', specimen))).toBe('control-material');
  });

  test.each([
    ['the specimen', { spm: { 2: 'S'.repeat(501), 11: 'P' } }],
    ['the patient', { spm: { 11: 'P' }, patient: pid({ 3: '7'.repeat(501) }) }],
  ])('a number of %s that is too long for the rule is held', (_, specimen) => {
    expect(fate(oul('CHEM1', specimen))).toBe('unknown-role');
  });

  test.each([
    ['no role', { spm: {} }],
    ['no specimen', {}],
    ['no SPM before SAC', { sac: { 3: 'S-1' } }],
  ])('%s is held where the source runs controls', (_, specimen) => {
    expect(fate(oul('CHEM1', specimen))).toBe('unknown-role');
  });

  test.each([['P'], ['']])('a container beside a control product is held where SPM-11 is "%s"', (role) => {
    const { parts, held } = normalized(
      toMessage(
        msh({ 3: 'ANALYZER', 9: 'OUL^R22' }),
        pid(),
        segment('SPM', { 2: 'S-1', 11: role }),
        segment('SAC', { 3: 'S-1' }),
        segment('INV', { 1: '20391^PCCC1^99ROC', 2: 'OK', 3: 'CO^^HL70384' }),
        obr(),
        obx(),
      ),
    );
    expect([parts, held]).toMatchObject([[], [{ reason: 'unknown-role', observations: 1 }]]);
  });

  test.each<[string, Record<number, string>]>([
    ['the type in words', { 4: 'X^Quality control^L' }],
    ['the type as code', { 4: 'QC' }],
    ['the original text of the type', { 4: 'SER^Serum^HL70487^^^^^^Calibrator level 2' }],
    ['the description', { 14: 'Bio-Rad control level 2' }],
    ['the number', { 2: 'CONTROL-1' }],
    ['the filler’s number', { 2: '^qc12' }],
    ['the parent’s number', { 3: 'CTRL_7' }],
  ])('an empty role is unclear where %s is control material', (_, spm) => {
    expect(fate(oul('ANALYZER', { spm }))).toBe('unknown-role');
    expect(fate(oul('ANALYZER', { spm: { ...spm, 11: 'P' } }))).toBe('report');
  });

  test('an empty role is unclear where the container’s number is control material', () => {
    expect(fate(oul('ANALYZER', { spm: {}, sac: { 3: 'QC-7' } }))).toBe('unknown-role');
  });

  test.each(['QC^Control material', 'QC&Serum', '&Proficiency test', 'SER&Serum^^Control serum'])(
    'an empty role is unclear where OBR-15 is %s',
    (source) => {
      const of = (field: string) => fate(toMessage(msh({ 3: 'ANALYZER' }), pid(), obr({ 15: field }), obx()));
      expect(of(source)).toBe('unknown-role');
      expect(of('SER&Serum')).toBe('report');
    },
  );

  test.each<[string, Record<number, string>]>([
    ['service', { 4: 'QC^Quality Control^L' }],
    ['clinical information', { 13: 'QC LEVEL 2' }],
    ['collector’s comment', { 39: 'Q1^Quality control^L' }],
  ])('an empty role is unclear where the order’s %s is control material', (_, order) => {
    const of = (role: string) =>
      fate(
        toMessage(
          ...[msh({ 3: 'ANALYZER', 9: 'OUL^R22' }), pid(), obr(order), obx()],
          segment('SPM', { 2: 'S-1', 11: role }),
        ),
      );
    expect([of(''), of('P')]).toEqual(['unknown-role', 'report']);
  });

  test.each<[Record<number, string>]>([
    [{ 4: 'GLUC^Glucose control curve^L' }],
    [{ 13: 'Control after six weeks, poor control blood pressure' }],
    [{ 39: 'QCX' }],
  ])('an order with %j is a patient’s', (order) => {
    expect(fate(toMessage(msh({ 3: 'ANALYZER' }), pid(), obr(order), obx()))).toBe('report');
  });

  test.each<[Record<number, string>]>([
    [{ 5: 'CONTROL^LEVEL 1' }],
    [{ 5: 'QC^LEVEL 1' }],
    [{ 5: 'PROFICIENCY^TESTING' }],
    [{ 5: 'KONTROLLE^NORMAL' }],
    [{ 5: 'CALIBRATOR' }],
    [{ 5: 'CAP^SURVEY' }],
    [{ 3: 'QC1', 5: '', 7: '' }],
  ])('material that stands as the patient %j is held, whatever its role', (fields) => {
    const spm = { 11: 'P' };
    expect(fate(oul('ANALYZER', { spm, patient: pid(fields) }))).toBe('unknown-role');
  });

  test.each<[Record<number, string>]>([
    [{ 5: 'Blank^Ida' }],
    [{ 5: 'Controvich^Quentin' }],
    [{ 3: 'QC12', 5: 'Lind^Ida', 7: '19800101' }],
  ])('the patient %j is a person', (fields) => {
    expect(fate(oul('ANALYZER', { spm: {}, patient: pid(fields) }))).toBe('report');
  });

  test('a specimen with a role does not speak for another without', () => {
    const { parts, held } = normalized(
      toMessage(
        ...[msh({ 3: 'ANALYZER', 9: 'OUL^R22' }), pid(), obr(), obx()],
        segment('SPM', { 1: '1', 2: 'S-1', 11: 'P' }),
        segment('SPM', { 1: '2', 2: 'S-2', 4: 'QC' }),
      ),
    );
    expect([parts, held]).toMatchObject([[], [{ reason: 'unknown-role' }]]);
  });

  test.each<[string, Record<number, string>]>([
    ['an infection control swab', { 4: 'SWB^Infection control swab^L' }],
    ['a stone', { 4: 'CALC^Calculus^HL70487' }],
    ['a long number that begins with QC', { 2: 'QC20391' }],
    ['a name that begins with control', { 2: 'CONTROLLER7' }],
  ])('%s is a patient’s', (_, spm) => {
    expect(fate(oul('ANALYZER', { spm }))).toBe('report');
  });

  test('a role that is in no table is held everywhere', () => {
    expect(fate(oul('ANALYZER', { spm: { 11: 'K' } }))).toBe('unknown-role');
  });

  test.each([
    ['CHEM1', { spm: { 11: 'P^^HL70369' } }],
    ['ANALYZER', { spm: { 11: 'P' } }],
    ['ANALYZER', { spm: {} }],
    ['ANALYZER', {}],
  ])('a patient specimen of %s is reported', (sender, specimen) => {
    expect(fate(oul(sender, specimen))).toBe('report');
  });

  test.each([
    ['OBR-2', { 2: 'QC-7' }],
    ['OBR-3', { 3: 'QC-7' }],
  ])('before SPM the specimen is the order: %s', (_, order) => {
    expect(fate(toMessage(msh({ 3: 'CHEM1' }), pid(), obr(order), obx()))).toBe('control-material');
  });

  test.each([
    [[obr({ 3: 'F-1' }), obx(), obr({ 3: 'F-2' }), obx(), segment('SPM', { 2: 'L-1', 11: 'Q' })]],
    [[obr({ 3: 'F-1' }), obx(), segment('SPM', { 2: 'L-1', 11: 'Q' }), obr({ 3: 'F-2' }), obx()]],
  ])('an order without a specimen beside a control is held', (segments) => {
    const { parts, held, setAside } = normalized(toMessage(msh({ 3: 'ANALYZER' }), pid(), ...segments));
    expect(parts).toEqual([]);
    expect([held.map(({ reason }) => reason), setAside.map(({ reason }) => reason)]).toEqual([
      ['unknown-role'],
      ['control-material'],
    ]);
  });

  test.each([
    [
      'behind their orders',
      [obr({ 3: 'F-1' }), obx({ 5: '5' }), 'SAC|||S1', obr({ 3: 'F-2' }), obx({ 5: '99' }), 'SAC|||QC1'],
    ],
    [
      'before their orders (OUL^R21)',
      ['SAC|||S1', obr({ 3: 'F-1' }), obx({ 5: '5' }), 'SAC|||QC1', obr({ 3: 'F-2' }), obx({ 5: '99' })],
    ],
  ])('containers without SPM stay with their own orders: %s', (_, segments) => {
    const site = aSite({ sources: [{ id: 'a', kind: 'analyzer', controls: { specimenId: '^QC' } }] });
    const { parts, setAside } = normalized(toMessage(msh(), pid(), ...segments), { site });
    expect(parts.flatMap(({ part }) => part.observations.map(({ values }) => values[0]?.text))).toEqual([
      '5',
    ]);
    expect(setAside).toMatchObject([{ observations: 1 }]);
  });

  test('a pattern of the site that JavaScript would try for years is matched in one pass', () => {
    const site = aSite({
      sources: [
        { id: 'a', kind: 'analyzer', controls: { specimenId: '^(QC-?)+(\\d+)*$', patientId: '^(\\w+)+$' } },
      ],
    });
    const specimen = segment('SPM', { 2: `QC${'0'.repeat(40)}x` });
    const { parts, setAside } = normalized(
      toMessage(msh(), pid({ 3: `${'1'.repeat(40)}!` }), specimen, obr(), obx()),
      { site },
    );
    expect(parts).toHaveLength(1);
    expect(setAside).toEqual([]);
  });

  test('a control beside a patient in one message takes nothing of the patient with it', () => {
    const { parts, setAside } = normalized(
      toMessage(
        msh({ 9: 'OUL^R22' }),
        pid(),
        segment('SPM', { 2: 'S-1', 11: 'P' }),
        obr({ 3: 'F-1' }),
        obx(),
        segment('SPM', { 2: 'L-1', 11: 'Q' }),
        obr({ 3: 'F-2' }),
        obx(),
        obx(),
      ),
    );
    expect(parts.map(({ part }) => part.observations.length)).toEqual([1]);
    expect(setAside).toMatchObject([{ reason: 'control-material', observations: 2 }]);
  });
});

describe('a role is read wherever it is said', () => {
  const words = aSite({
    sources: [{ id: 'any', kind: 'lis', roles: { Patientenprobe: 'P', Kontrolle: 'Q', R: 'P' } }],
  });

  test.each([
    ['the alternate triplet', '^^^Q^Control^HL70369', 'control-material'],
    ['the second alternate triplet (v2.7)', 'X1^^L^^^^^^^Q^Control^HL70369', 'control-material'],
    ['a local code and its translation', '7^Serum^99LAB^C^Calibrator^HL70369', 'control-material'],
    ['two triplets that are no patient', 'Q^^HL70369^C^^L', 'control-material'],
    ['a word of the source, in capitals', 'KONTROLLE', 'control-material'],
    ['a word of the source as text', '^Kontrolle', 'control-material'],
    ['words alone', '^Control specimen', 'unknown-role'],
    ['words in the original text', '^^^^^^^^QC level 1', 'unknown-role'],
    ['a word as code', 'CONTROL', 'unknown-role'],
    ['a code that nobody knows', 'K7^^99LAB', 'unknown-role'],
    ['triplets that differ', 'P^Patient^HL70369^Q^Control^L', 'unknown-role'],
    ['triplets that differ, the other way round', 'Q^Control^HL70369^P^Patient^L', 'unknown-role'],
    ['a code that its text contradicts', 'P^Control^HL70369', 'unknown-role'],
    ['a code and a word of the source that differ', 'P^Kontrolle', 'unknown-role'],
    ['a sub-component that is more than the code', 'P&Q', 'unknown-role'],
  ])('SPM-11 as %s: %s is %s', (_, role, expected) => {
    const bytes = oul('ANALYZER', { spm: { 11: role } });
    const { parts, held, setAside } = normalized(bytes, { site: words });
    expect(parts).toEqual([]);
    expect([...held, ...setAside]).toMatchObject([{ reason: expected, observations: 1 }]);
  });

  test.each([
    'P',
    'p^patient',
    'P^Patient^HL70369',
    'P^Patient^HL60369^^^^2.5.1',
    'P^Patient^HL70369^P^Patient^L^2.5.1^V1',
    '^^^P^Patient^HL70369',
    '^Patient',
    '^PATIENT  SPECIMEN',
    'Pat',
    'PSN^Human Patient',
    'X1^^L^P^Patient^HL70369',
    'Patientenprobe',
    'R^Routine^L',
    '""',
    '^^',
    'P~P^Patient^HL70369',
  ])('a patient’s specimen stays one where SPM-11 is %s', (role) => {
    const { parts } = normalized(oul('ANALYZER', { spm: { 11: role } }), { site: words });
    expect(parts).toHaveLength(1);
  });

  const beforeSpm = (source: string, version: string, sender = 'ANALYZER') =>
    fate(toMessage(msh({ 3: sender, 12: version }), pid(), obr({ 15: source }), obx()));

  test.each([
    ['SER&Serum^^^^^^Q&Control&HL70369', '2.5', 'control-material'],
    ['SER&Serum&HL70070^^^^^^Q', '2.4', 'control-material'],
    ['SER^^^^^^&&&C&Calibrator&HL70369', '2.5', 'control-material'],
    ['^^^^^^R', '2.3', 'control-material'],
    ['SER^^^^^^P~SER^^^^^^Q', '2.4', 'control-material'],
    ['SER&Serum^^^^^^&Control specimen', '2.5.1', 'unknown-role'],
    ['SER&Serum^^^^^^K9', '2.3.1', 'unknown-role'],
  ])('OBR-15.7 of %s in v%s is %s', (source, version, expected) => {
    expect(beforeSpm(source, version)).toBe(expected);
  });

  test.each([
    ['a patient’s', 'SER&Serum^^^^^^P&Patient&HL70369'],
    ['a patient’s without a source', '1^^^^^^P'],
    ['a body site and a modifier, and no role', 'SER&Serum^^^ARM&Arm^L^R'],
    ['a person, who slipped in from the field behind', '5555^PRIMARY^PAT P^^^^MD^^LEVEL SEVEN'],
  ])('OBR-15 as %s is a patient’s specimen', (_, source) => {
    expect(beforeSpm(source, '2.4')).toBe('report');
  });

  test('OBR-15.7 says it also where the source asks for a role', () => {
    expect(beforeSpm('SER^^^^^^P', '2.5', 'CHEM1')).toBe('report');
    expect(beforeSpm('SER', '2.5', 'CHEM1')).toBe('unknown-role');
  });

  test('OBR-15.7 says it beside an SPM that does not', () => {
    const bytes = toMessage(
      msh({ 3: 'ANALYZER', 9: 'OUL^R22' }),
      pid(),
      segment('SPM', { 2: 'S-1' }),
      obr({ 15: 'SER^^^^^^Q' }),
      obx(),
    );
    expect(fate(bytes)).toBe('control-material');
  });

  test.each([
    ['SPM-2', { spm: { 2: '20391&CONTROL' } }],
    ['SPM-2.2', { spm: { 2: 'S-1^20391&control' } }],
    ['SPM-2 that says patient as well', { spm: { 2: '20391&CONTROL', 11: 'P' } }],
    ['SPM-3', { spm: { 3: '20391&CONTROL' } }],
    ['SAC-3', { spm: { 11: 'P' }, sac: { 3: '20391^CONTROL' } }],
  ])('the bare word CONTROL in %s is held', (_, specimen) => {
    expect(fate(oul('ANALYZER', specimen))).toBe('unknown-role');
  });

  test.each(['CONTROLLAB-7', '20391&CONTROLLAB', 'S-1&BIRTH CONTROL CLINIC'])(
    'a specimen that only sounds like it is a patient’s: %s',
    (id) => {
      expect(fate(oul('ANALYZER', { spm: { 2: id } }))).toBe('report');
    },
  );
});

describe('MSH-11', () => {
  const withProcessing = (processingId: string) => anOru({ header: { 3: 'ANALYZER', 11: processingId } });

  test.each(['P', 'P^T', 'P^I', 'p', '', '""', 'Production', 'P~P'])('%s is production', (processingId) => {
    const { parts } = normalized(withProcessing(processingId));
    expect(parts).toMatchObject([{ processingId: 'P', part: { holds: [] } }]);
  });

  test.each(['T', 'D', 'T^T', 'D^A', 'TRAINING', 'Debugging', 'TEST', 'P&T', 'P~T', '2.5', 'PT'])(
    '%s never reaches a chart',
    (processingId) => {
      const { parts } = normalized(withProcessing(processingId));
      expect(parts).toMatchObject([{ part: { holds: ['processing-id'] } }]);
    },
  );

  test.each(['Q', 'q', 'Q^T'])('%s is control material, and a point of production', (processingId) => {
    const { parts, held, setAside, qcPoints } = normalized(withProcessing(processingId));
    expect([parts, held]).toEqual([[], []]);
    expect(setAside).toMatchObject([{ reason: 'control-material', observations: 1 }]);
    expect(qcPoints).toMatchObject([{ processingId: 'P', observation: { values: [{ text: '93' }] } }]);
  });

  test('Q of an order says nothing of whose it is, and of a patient registers nobody', async () => {
    const cloud = aMemoryCloud(aSite({ sources: [{ id: 'any', kind: 'lis' }] }));
    const order = segment('ORC', { 1: 'NW', 2: 'P-1' });
    await cloud.run(toMessage(msh({ 9: 'ORM^O01', 11: 'Q' }), pid(), order, obr({ 2: 'P-1' })));
    await cloud.run(toMessage(msh({ 9: 'ADT^A08', 10: '2', 11: 'Q' }), pid()));
    expect([cloud.identities.owners(), cloud.identities.patients()]).toEqual([[], []]);
  });
});

describe('no way leads a control into a report', () => {
  const spm = (fields: Readonly<Record<number, string>>) => segment('SPM', { 1: '1', 2: 'S-1', ...fields });
  const order = [obr(), obx()];
  const analyzer = (...segments: readonly string[]) =>
    toMessage(msh({ 3: 'CHEM1', 9: 'OUL^R22' }), ...segments);
  /** The analyzer of these runs controls, and marks them by number; what nothing marks is held. */
  const ways: readonly (readonly [string, Uint8Array])[] = [
    ['SPM-11 is empty', analyzer(pid(), spm({}), ...order)],
    ['there is no SPM', analyzer(pid(), ...order)],
    ['there is no SPM and no patient', analyzer(...order)],
    ['SPM-11 is HL7 null', analyzer(pid(), spm({ 11: '""' }), ...order)],
    ['SPM-11 says it in another table', analyzer(pid(), spm({ 11: 'Q^Control^99LAB' }), ...order)],
    ['SPM-11 is a word of no table', analyzer(pid(), spm({ 11: 'CONTROL' }), ...order)],
    ['SPM-11 is in lower case', analyzer(pid(), spm({ 11: 'q' }), ...order)],
    ['SPM-11 says patient and control', analyzer(pid(), spm({ 11: 'P~Q' }), ...order)],
    ['a calibrator', analyzer(pid(), spm({ 11: 'C' }), ...order)],
    ['proficiency material that looks like a patient', analyzer(pid(), spm({ 11: 'F' }), ...order)],
    ['a replicate of a patient specimen', analyzer(pid(), spm({ 11: 'R' }), ...order)],
    [
      'the control number is the specimen, said to be of a patient',
      analyzer(pid(), spm({ 2: 'QC-7', 11: 'P' }), ...order),
    ],
    ['the control number is the filler id', analyzer(pid(), spm({ 2: '^QC-7', 11: 'P' }), ...order)],
    ['the control number is the parent', analyzer(pid(), spm({ 3: 'QC-7', 11: 'P' }), ...order)],
    [
      'the control number is the container',
      analyzer(pid(), spm({ 11: 'P' }), segment('SAC', { 3: 'QC-7' }), ...order),
    ],
    [
      'the control number is the accession',
      analyzer(pid(), spm({ 11: 'P' }), segment('SAC', { 2: 'QC-7' }), ...order),
    ],
    ['the control number is the patient', analyzer(pid({ 3: 'CTRL-1' }), spm({ 11: 'P' }), ...order)],
    [
      'the control number is another identifier of the patient',
      analyzer(pid({ 3: '1~CTRL-1' }), spm({ 11: 'P' }), ...order),
    ],
    ['the control number is the placer order', analyzer(pid(), spm({ 11: 'P' }), obr({ 2: 'QC-7' }), obx())],
    [
      'the control number is in ORC alone',
      analyzer(pid(), spm({ 11: 'P' }), segment('ORC', { 1: 'SC', 3: 'QC-7' }), obr({ 3: '' }), obx()),
    ],
    ['ASTM marked it: action code Q (O-12)', analyzer(pid(), spm({ 11: 'P' }), obr({ 11: 'Q' }), obx())],
    [
      'ORU without specimen, action code Q',
      toMessage(msh({ 3: 'ANALYZER' }), pid(), obr({ 11: 'q' }), obx()),
    ],
    [
      'a control product beside the container',
      analyzer(pid(), spm({}), segment('SAC', { 3: 'S-1' }), segment('INV', { 1: 'X', 3: 'CO' }), ...order),
    ],
    [
      'its order has no specimen, and the next one is a control',
      analyzer(pid(), obr({ 3: 'F-1' }), obx(), spm({ 11: 'Q' }), obr({ 3: 'F-2' }), obx()),
    ],
    ['a result that follows the specimen, before any order', analyzer(pid(), spm({ 11: 'Q' }), obx())],
    [
      'a document about a control',
      toMessage(
        msh({ 3: 'CHEM1', 9: 'MDM^T02' }),
        pid({ 3: 'CTRL-1' }),
        segment('TXA', { 1: '1', 12: 'D-1', 17: 'LA' }),
        obx(),
      ),
    ],
  ];

  test('there are twenty and more', () => {
    expect(ways.length).toBeGreaterThanOrEqual(20);
  });

  test.each(ways)('%s', async (_, bytes) => {
    const cloud = aMemoryCloud();
    const record = await cloud.run(bytes);
    const ledger = record?.ledger;
    expect(cloud.reports.all()).toEqual([]);
    expect(cloud.updates.updates).toEqual([]);
    // every result is a QC point, or waits for a person
    expect(ledger?.received).toBeGreaterThan(0);
    expect(ledger?.stored).toBe(0);
    const { 'control-material': controls = 0, ...otherwise } = ledger?.setAside ?? {};
    const { 'unknown-role': unknown = 0, ...forAnother } = ledger?.held ?? {};
    expect(controls + unknown).toBe(ledger?.received);
    expect([otherwise, forAnother]).toEqual([{}, {}]);
  });

  test.each(['P', 'P^Patient^HL70369', 'p'])(
    'and a patient specimen (SPM-11 %s) comes through',
    async (role) => {
      const cloud = aMemoryCloud();
      await cloud.run(analyzer(pid(), spm({ 11: role }), ...order));
      expect(cloud.reports.all()).toHaveLength(1);
    },
  );
});
