import type { Identifier } from '../../lib/model/concept.ts';
import type { Report, ReportedObservation } from '../../lib/model/report.ts';

const time = (iso: string) => ({ text: iso.replaceAll(/[-:T]/g, ''), iso, zone: 'sent' as const });

const id = (value: string, type?: string): Identifier => ({
  value,
  assigner: { namespace: 'RIVERSIDE', universalId: '2.16.840.1.99', universalIdType: 'ISO' },
  scope: '2.16.840.1.99',
  type,
});

const concept = (code: string) => ({
  codings: [{ code, display: `${code} in words`, system: 'L', isMapped: true as const }],
  text: `${code} as it was written`,
});

const person = (number: string) => ({
  id: id(number),
  family: `Family${number}`,
  given: [`Given${number}`],
  prefix: 'Dr',
  suffix: 'III',
});

const note = (text: string) => ({ text, source: 'L', at: 'NTE[1]' });

const observation: ReportedObservation = {
  slot: 'GLU|L|1|run-7',
  at: 'OBX[1]',
  code: concept('GLU'),
  subId: '1',
  run: 'run-7',
  valueType: 'NM',
  values: [{ kind: 'quantity', text: '7.40', number: '7.40', comparator: '<' }],
  isNull: false,
  unit: { codings: [{ code: 'mmol/L', display: 'millimole', system: 'UCUM' }], text: 'mmol/L' },
  referenceRange: { text: '3.5-5.1', low: '3.5', high: '5.1' },
  criticalRange: { text: '2.8-6.2', low: '2.8', high: '6.2' },
  flags: ['H'],
  status: 'C',
  reportStatus: 'C',
  observed: time('2026-03-02T07:06:00-05:00'),
  analyzed: time('2026-03-02T07:26:00-05:00'),
  method: concept('HEX'),
  otherMethods: [concept('KINETIC')],
  bodySites: [concept('KNEE'), concept('RIGHT')],
  equipment: ['CHEM1', 'MODULE2', 'SN3'],
  performer: person('77'),
  otherPerformers: [person('78')],
  performingLaboratory: {
    name: 'Riverside Laboratory',
    id: id('LAB-1'),
    address: {
      lines: ['9 Lab Rd', 'Hall 4'],
      city: 'Albany',
      state: 'NY',
      postalCode: '12207',
      country: 'US',
    },
  },
  producer: { name: 'Branch Laboratory', id: { value: 'LAB-2', assigner: {}, scope: 'core-lis' } },
  director: person('88'),
  reagents: [
    {
      substance: concept('REAG'),
      type: 'SR',
      status: 'OK',
      lot: 'LOT-5',
      expires: time('2027-01-01'),
      quantity: '5',
      unit: concept('mL'),
    },
  ],
  notes: [note('checked twice')],
  isOfSpecimen: false,
  messageId: 'm2',
  isUnmarkedCorrection: false,
  corrects: { messageId: 'm1', at: 'OBX[1]' },
  history: [],
};

/** A result before its correction, as kept in the history. */
const {
  messageId: _,
  reportStatus: __,
  isUnmarkedCorrection: ___,
  corrects: ____,
  history: _____,
  ...stated
} = observation;

/** A report with a value in every field. */
export const fullReport: Report = {
  key: '0123456789abcdef0123456789abcdef',
  source: 'core-lis',
  processingId: 'P',
  status: 'C',
  patient: {
    key: 'fedcba9876543210fedcba9876543210',
    identifiers: [id('700101', 'MR')],
    names: [{ family: 'Okafor', given: ['Amara', 'N'], prefix: 'Ms', suffix: 'Jr', use: 'L' }],
    birthDate: time('1984-03-17T10:30:00-05:00'),
    sex: 'F',
    addresses: [
      {
        ...{
          lines: ['1 Main St', 'Apt 2'],
          city: 'Riverside',
          state: 'NY',
          postalCode: '10001',
          county: 'Kings',
        },
        ...{ country: 'US', type: 'H' },
      },
    ],
    phones: ['555-0100'],
    phoneUses: [{ number: '555-0100', use: 'PRN', equipment: 'FX' }],
    workPhones: [{ number: '555-0177', use: 'WPN', equipment: 'BP' }],
    races: [{ codings: [{ code: '2034-7', display: 'Chinese', system: 'CDCREC' }], text: 'chinese' }],
    ethnicGroups: [{ codings: [{ code: 'N', display: 'Not Hispanic', system: 'HL70189' }] }],
    socialSecurity: { value: '123-45-6780', assigner: {}, scope: 'core-lis', type: 'SS' },
    account: id('ACC-1'),
    birthOrder: 2,
    notes: [note('prefers mornings')],
  },
  visit: {
    patientClass: 'I',
    number: id('V-1'),
    attending: person('99'),
    location: { pointOfCare: 'W3', room: '12', bed: 'B', facility: 'RIVERSIDE' },
  },
  placerOrder: id('P-1'),
  fillerOrder: id('F-1'),
  orderStatus: 'CM',
  priority: 'S',
  service: concept('BMP'),
  section: 'CH',
  observed: time('2026-03-02T07:05:00-05:00'),
  observedEnd: time('2026-03-02T07:15:00-05:00'),
  issued: time('2026-03-02T08:14:00-05:00'),
  orderingProvider: person('66'),
  orderingProviderAddress: {
    lines: ['3 Ward Rd'],
    city: 'Utica',
    state: 'NY',
    postalCode: '13501',
    country: 'US',
  },
  orderingFacility: {
    name: 'Hillside Clinic',
    id: id('CLINIC-1'),
    address: { lines: ['4 Hill Rd'], city: 'Rome', state: 'NY', postalCode: '13440', country: 'US' },
    phones: ['555-0123'],
  },
  callBackPhones: ['555-0142', 'ward@hillside.example'],
  copiesTo: [person('61'), person('62')],
  reasons: [concept('POLYDIPSIA')],
  staff: [
    { role: 'principal-interpreter', person: person('51') },
    { role: 'assistant-interpreter', person: person('52') },
    { role: 'technician', person: person('53') },
    { role: 'transcriptionist', person: person('54') },
  ],
  clinicalInformation: 'thirst',
  specimenAction: 'A',
  parent: {
    placerOrder: id('P-0'),
    fillerOrder: id('F-0'),
    result: { code: concept('ORG'), subId: '2', value: 'E. coli' },
  },
  specimens: [
    {
      at: 'SPM[1]',
      placerId: id('S-1'),
      fillerId: id('S-2'),
      containerId: id('T-1'),
      otherContainerIds: [id('T-2')],
      parentIds: [id('S-0')],
      accessionId: id('A-1'),
      type: concept('BLD'),
      typeModifiers: [concept('POOLED')],
      additives: [concept('EDTA')],
      method: concept('VENIP'),
      bodySite: concept('FOOT'),
      bodySiteModifiers: [concept('LEFT')],
      quantity: {
        number: '4.50',
        unit: { codings: [{ code: 'mL', display: 'millilitre', system: 'UCUM' }] },
      },
      description: 'a long tube',
      containerType: concept('TUBE'),
      containerStatus: 'R',
      roles: ['P'],
      collected: time('2026-03-02T07:05:00-05:00'),
      collectedEnd: time('2026-03-03T07:05:00-05:00'),
      received: time('2026-03-02T07:20:00-05:00'),
      rejectReasons: [concept('RH')],
      conditions: [concept('HEM')],
      notes: [note('half full')],
    },
  ],
  notes: [note('call the ward')],
  observations: [
    {
      ...observation,
      history: [
        {
          ...stated,
          status: 'F',
          values: [{ kind: 'quantity', text: '6.1', number: '6.1' }],
          messageId: 'm1',
        },
      ],
    },
  ],
  holds: [],
  parts: [],
};
