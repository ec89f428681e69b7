/** A message that grows in one place. */
export interface Shape {
  readonly name: string;
  /** The message with about this many bytes. */
  readonly message: (bytes: number) => string;
}

const segment = (name: string, fields: Readonly<Record<number, string>>): string => {
  const last = Math.max(0, ...Object.keys(fields).map(Number));
  const texts = Array.from({ length: last }, (_, index) => fields[index + 1] ?? '');
  return name === 'MSH' ? `MSH|${texts.slice(1).join('|')}` : [name, ...texts].join('|');
};

type Fields = Readonly<Record<number, string>>;

const msh = (fields: Fields = {}): string =>
  segment('MSH', {
    ...{ 2: '^~\\&', 3: 'CORELIS', 4: 'RIVERSIDE', 7: '20260302081500-0500', 9: 'ORU^R01^ORU_R01' },
    ...{ 10: 'GROWTH', 11: 'P', 12: '2.5.1', ...fields },
  });
const pid = (fields: Fields = {}): string =>
  segment('PID', { 3: '700101^^^RIVERSIDE^MR', 5: 'Okafor^Amara', 7: '19840317', 8: 'F', ...fields });
const orc = (fields: Fields = {}): string => segment('ORC', { 1: 'RE', 2: 'P-1', 3: 'F-1', ...fields });
const obr = (fields: Fields = {}): string =>
  segment('OBR', { 2: 'P-1', 3: 'F-1', 4: '24323-8^Panel^LN', 7: '20260302070500-0500', 25: 'F', ...fields });
const obx = (fields: Fields = {}): string =>
  segment('OBX', { 2: 'NM', 3: '2345-7^Glucose^LN', 5: '95', 6: 'mg/dL', 7: '70-99', 11: 'F', ...fields });
const spm = (fields: Fields = {}): string => segment('SPM', { 1: '1', 2: 'S-1', 4: 'BLD', ...fields });
const mrg = (fields: Fields = {}): string => segment('MRG', { 1: '700102^^^RIVERSIDE^MR', ...fields });

const lines = (...parts: readonly string[]): string => `${parts.join('\r')}\r`;

/** Rows until the size is reached; each row knows its number. */
function rows(bytes: number, row: (index: number) => string): string {
  const made: string[] = [];
  for (let length = 0; length < bytes; length += (made.at(-1)?.length ?? 0) + 1)
    made.push(row(made.length + 1));
  return made.join('\r');
}

const fill = (unit: string, bytes: number): string => unit.repeat(Math.ceil(bytes / unit.length));

type Segments = Readonly<
  Partial<Record<'msh' | 'pid' | 'orc' | 'obr' | 'obx' | 'nte' | 'spm' | 'sac' | 'pv1', Fields>>
>;

/** A result with one of everything, and one field that grows. */
const result = (given: Segments): string =>
  lines(
    msh(given.msh),
    pid(given.pid),
    segment('PV1', { 2: 'I', 3: '4W^412^A', 19: 'V-1', ...given.pv1 }),
    orc(given.orc),
    obr(given.obr),
    obx(given.obx),
    segment('NTE', { 1: '1', 2: 'L', 3: 'fasting', ...given.nte }),
    spm(given.spm),
    segment('SAC', { 3: 'S-1', ...given.sac }),
  );

const inField = (
  name: keyof Segments,
  field: number,
  unit: string,
  others: Fields = {},
  before = '',
): Shape => ({
  name: `${name.toUpperCase()}-${field} ${others[2] ?? ''}${others[2] === undefined ? '' : ' '}of ${JSON.stringify(unit)}${before === '' ? '' : ` after ${JSON.stringify(before)}`}`,
  message: (bytes) => result({ [name]: { ...others, [field]: `${before}${fill(unit, bytes)}` } }),
});

const inRows = (
  name: string,
  head: readonly string[],
  row: (index: number) => string,
  tail: readonly string[] = [],
): Shape => ({
  name,
  message: (bytes) => lines(...head, rows(bytes, row), ...tail),
});

const panel = [msh(), pid(), orc(), obr()];
/** `20260302121000+0000` of 10: minutes after noon. */
const minuteOf = (minutes: number): string =>
  `${new Date(Date.UTC(2026, 2, 2, 12, minutes)).toISOString().replaceAll(/[-:T]|\..*/g, '')}+0000`;
const firstDraw = [msh(), pid(), orc(), obr({ 7: minuteOf(10) }), obx()];
const order = (type: string): string[] => [msh({ 9: type }), pid()];
const astm = (bytes: number, row: (index: number) => string): string =>
  lines('H|\\^&|||CORELIS|||||RIVERSIDE||P|LIS2-A2|20260302081500', rows(bytes, row), 'L|1|N');
const astmRows = (name: string, row: (index: number) => string): Shape => ({
  name: `ASTM ${name}`,
  message: (bytes) => astm(bytes, row),
});
const astmField = (name: string, record: (text: string) => string, unit: string): Shape => ({
  name: `ASTM ${name} of ${JSON.stringify(unit)}`,
  message: (bytes) =>
    lines(
      'H|\\^&|||CORELIS|||||RIVERSIDE||P|LIS2-A2|20260302081500',
      'P|1||700101',
      'O|1|S-1||^^^GLU|R',
      record(fill(unit, bytes)),
      'L|1|N',
    ),
});

/** A hundred shapes of message, each of which once was, or could be, slower than its size. */
export const shapes: readonly Shape[] = [
  ...['{', '@', ' ', '~', '^', '&', '\\T\\', '\\X41\\', '\\'].map((unit) => inField('pid', 3, unit)),
  ...['~a', '^', ' '].map((unit) => inField('pid', 5, unit)),
  ...['@', '@.', '~a@b', '~1'].map((unit) => inField('pid', 13, unit)),
  ...['~a', '^'].map((unit) => inField('pid', 11, unit)),
  inField('msh', 3, 'A'),
  inField('msh', 10, 'A'),
  inField('msh', 18, '~UNICODE UTF-8'),
  inField('pv1', 3, '^'),
  inField('pv1', 7, '~1^A'),
  inField('orc', 2, 'A'),
  inField('orc', 3, '^'),
  inField('orc', 12, '~1^A'),
  ...['A', '^', '&', ' '].map((unit) => inField('obr', 4, unit)),
  inField('obr', 13, '. '),
  inField('obr', 16, '~1^A'),
  inField('obr', 28, '~1^A'),
  ...['A', '^', ' '].map((unit) => inField('obx', 3, unit)),
  inField('obx', 4, '1.'),
  ...['{', '{}', '/', '.', '1', ' ', '^', '10^', 'm', '*'].map((unit) => inField('obx', 6, unit)),
  ...['1', '1-', '-', ' ', '(', '.', '<'].map((unit) => inField('obx', 7, unit)),
  inField('obx', 8, '~H'),
  inField('obx', 17, '~A'),
  ...['1', ' ', '~1', '1e', ','].map((unit) => inField('obx', 5, unit, { 2: 'NM' })),
  ...['1', ' 1', '5 %', '\\.br\\', '\\X0D\\', '~a', '1:'].map((unit) => inField('obx', 5, unit, { 2: 'ST' })),
  inField('obx', 5, '1', { 2: 'ST' }, '-'),
  inField('obx', 5, '1', { 2: 'SN' }, '<^'),
  inField('obx', 5, '~A^B^L', { 2: 'CE' }),
  inField('obx', 5, '1^', { 2: 'NA' }),
  inField('obx', 5, '1^', { 2: 'CQ' }),
  inField('obx', 5, '=', { 2: 'ED' }, '^AP^PDF^Base64^'),
  inField('obx', 5, 'QUJD', { 2: 'ED' }, '^AP^PDF^Base64^'),
  inField('obx', 5, '~2026', { 2: 'TS' }),
  ...['\\.br\\', '~a', ' '].map((unit) => inField('nte', 3, unit)),
  inField('spm', 2, '^'),
  inField('spm', 3, '~A'),
  inField('sac', 3, '^'),
  inRows('OBX of one test', panel, () => obx()),
  inRows('OBX without a field', panel, () => 'OBX'),
  inRows('OBX of a letter', panel, (index) => `OBX|||T${index}||1`),
  inRows('OBX with sub-ids', panel, (index) => obx({ 2: 'ST', 4: String(index) })),
  inRows('OBX with nested sub-ids', panel, (index) => obx({ 2: 'ST', 4: `${index}.1` })),
  inRows('OBX that are lines of a text', panel, (index) => obx({ 2: 'TX', 4: '1', 5: `line ${index}` })),
  inRows('OBX with a note each', panel, (index) => `${obx({ 3: `T${index}` })}\rNTE|1||note`),
  inRows('OBX of draws, one of which another order names', [...firstDraw, obr({ 7: '' })], (index) =>
    obx({ 14: minuteOf(10 * index) }),
  ),
  inRows('OBX that are removed', panel, () => obx({ 11: 'D' })),
  inRows('OBX without an order', [msh(), pid()], (index) => obx({ 3: `T${index}` })),
  inRows('OBX of organisms and drugs', panel, (index) =>
    index % 5 === 1
      ? obx({ 2: 'CE', 3: '600-7^Bacteria^LN', 4: String(index), 5: `O${index}^Org^L` })
      : obx({ 2: 'SN', 4: `${index - ((index - 1) % 5)}.1`, 3: `D${index}^Drug^L`, 5: '<^1' }),
  ),
  inRows('NTE before any result', panel, (index) => `NTE|${index}||a`, [obx()]),
  inRows('NTE behind a result', [...panel, obx()], (index) => `NTE|${index}||a`),
  inRows('NTE on the message', [msh()], () => 'NTE|1||a', [pid(), obr(), obx()]),
  inRows('OBR of one order', [msh(), pid()], () => lines(obr(), obx()).trimEnd()),
  inRows('OBR of orders', [msh(), pid()], (index) =>
    lines(obr({ 2: `P-${index}`, 3: `F-${index}` }), obx()).trimEnd(),
  ),
  inRows('OBR of services of one order', [msh(), pid()], (index) =>
    lines(obr({ 4: `S${index}^x^L` }), obx()).trimEnd(),
  ),
  inRows('OBR without a result', [msh(), pid()], () => obr()),
  inRows('OBR without a field', [msh(), pid()], () => 'OBR', [obx()]),
  inRows('ORC without OBR', [msh(), pid()], () => orc(), [obr(), obx()]),
  inRows('ORC without a field', [msh(), pid()], () => 'ORC', [obr(), obx()]),
  inRows('ORC and OBR of children', [msh(), pid(), obr(), obx()], (index) =>
    lines(obr({ 3: `F-1-${index}`, 26: '2345-7&Glucose&LN^1', 29: 'P-1^F-1' }), obx()).trimEnd(),
  ),
  inRows('TQ1', panel, () => 'TQ1|1||||||||S', [obx()]),
  inRows('SPM behind the results', [...panel, obx()], (index) => spm({ 2: `S-${index}` })),
  inRows('SPM before the orders', [msh({ 9: 'OUL^R22' }), pid()], (index) => spm({ 2: `S-${index}` }), [
    obr(),
    obx(),
  ]),
  inRows('SPM with an order each', [msh({ 9: 'OUL^R22' }), pid()], (index) =>
    lines(spm({ 2: `S-${index}` }), obr({ 2: '', 3: `F-${index}` }), obx()).trimEnd(),
  ),
  inRows('SAC', [msh({ 9: 'OUL^R22' }), pid(), spm()], (index) => `SAC|||S-${index}`, [obr(), obx()]),
  inRows('INV', [msh({ 9: 'OUL^R22' }), pid(), spm(), 'SAC|||S-1'], () => 'INV|A|OK|LI', [obr(), obx()]),
  inRows('TCD and SID', [...panel, obx()], (index) => `SID|A|${index}|B`),
  inRows('PID', [msh()], (index) =>
    lines(pid({ 3: `7${index}^^^RIVERSIDE^MR` }), obr({ 3: `F-${index}` }), obx()).trimEnd(),
  ),
  inRows('PV1', [msh(), pid()], () => 'PV1|1|I', [obr(), obx()]),
  inRows('segments of the site', panel, () => 'ZZZ|1', [obx()]),
  inRows('lines without a name', [...panel, obx({ 2: 'TX', 5: 'a' })], () => 'line'),
  inRows('blank lines', panel, () => '', [obx()]),
  inRows('headers', panel, () => msh(), [obx()]),
  inRows('MRG of one merge', [msh({ 9: 'ADT^A40' }), 'EVN||20260302', pid()], (index) =>
    mrg({ 1: `8${index}^^^RIVERSIDE^MR` }),
  ),
  inRows('PID and MRG', [msh({ 9: 'ADT^A40' }), 'EVN||20260302'], (index) =>
    lines(pid({ 3: `7${index}^^^RIVERSIDE^MR` }), mrg({ 1: `8${index}^^^RIVERSIDE^MR` })).trimEnd(),
  ),
  {
    name: 'MRG-1 of repetitions',
    message: (bytes) =>
      lines(msh({ 9: 'ADT^A40' }), 'EVN||20260302', pid(), mrg({ 1: fill('8^^^R^MR~', bytes) })),
  },
  inRows('OBX in an admission', [msh({ 9: 'ADT^A01' }), 'EVN||20260302', pid(), 'PV1|1|I'], () => obx()),
  inRows('orders (OML)', order('OML^O21^OML_O21'), (index) =>
    lines(orc({ 1: 'NW', 2: `P-${index}` }), obr({ 2: `P-${index}`, 3: '' })).trimEnd(),
  ),
  inRows('orders of a specimen (OML)', order('OML^O33^OML_O33'), (index) =>
    lines(
      spm({ 2: `S-${index}` }),
      orc({ 1: 'NW', 2: `P-${index}` }),
      obr({ 2: `P-${index}`, 3: '' }),
    ).trimEnd(),
  ),
  inRows('questions of an order (OML)', [...order('OML^O21^OML_O21'), orc({ 1: 'NW' }), obr()], () => obx()),
  inRows('answers to work (ORL)', [msh({ 9: 'ORL^O34^ORL_O34' }), 'MSA|AA|1'], (index) =>
    lines(spm({ 2: `S-${index}` }), orc({ 1: 'OK', 2: `P-${index}` })).trimEnd(),
  ),
  inRows(
    'text of a document (MDM)',
    [
      msh({ 9: 'MDM^T02^MDM_T02' }),
      'EVN|T02|20260302',
      pid(),
      'PV1|1|I',
      'TXA|1|LR|TX|20260302|||||||||D-1||||AU',
    ],
    (index) => obx({ 2: 'TX', 5: `line ${index}` }),
  ),
  inRows(
    'tests of a catalogue (MFN)',
    [msh({ 9: 'MFN^M08^MFN_M08' }), 'MFI|OMA||UPD|||NE'],
    (index) => `MFE|MAD|||T${index}|CE\rOM1|1|T${index}^Test^L`,
  ),
  inRows(
    'specimens in a query (QBP)',
    [msh({ 9: 'QBP^Q11^QBP_Q11' })],
    (index) => `QPD|WOS^Work Order Step^IHELAW|Q1|S-${index}`,
  ),
  {
    name: 'QPD-3 of repetitions',
    message: (bytes) =>
      lines(
        msh({ 9: 'QBP^Q11^QBP_Q11' }),
        `QPD|WOS^Work Order Step^IHELAW|Q1|${fill('S-1~', bytes)}`,
        'RCP|I',
      ),
  },
  inRows(
    'states of an instrument (SSU)',
    [msh({ 9: 'SSU^U03' }), 'EQU|CORELIS|20260302|OP'],
    (index) => `SAC|||S-${index}`,
  ),
  astmRows('results', (index) =>
    index === 1 ? 'P|1||700101\rO|1|S-1||^^^GLU|R' : `R|${index}|^^^T${index}|1|mg/dL||N||F`,
  ),
  astmRows('orders', (index) =>
    index === 1 ? 'P|1||700101' : `O|${index}|S-${index}||^^^GLU|R\rR|1|^^^GLU|1|mg/dL||N||F`,
  ),
  astmRows(
    'patients',
    (index) => `P|${index}||7${index}\rO|1|S-${index}||^^^GLU|R\rR|1|^^^GLU|1|mg/dL||N||F`,
  ),
  astmRows('comments', (index) =>
    index === 1 ? 'P|1||700101\rO|1|S-1||^^^GLU|R\rR|1|^^^GLU|1|mg/dL||N||F' : `C|${index}|I|a|G`,
  ),
  astmRows('queries', (index) => `Q|${index}|^S-${index}||ALL`),
  astmField('R-4', (text) => `R|1|^^^GLU|${text}|mg/dL||N||F`, '^'),
  astmField('R-4', (text) => `R|1|^^^GLU|${text}|mg/dL||N||F`, '&X41&'),
  astmField('R-4', (text) => `R|1|^^^GLU|${text}|mg/dL||N||F`, '\\'),
  astmField('R-3', (text) => `R|1|${text}|1|mg/dL||N||F`, '^'),
];
