import { expect, test } from '@jest/globals';
import { siteOfProfile } from '../../../cli/analyzers/tried-file.ts';
import { aMemoryCloud } from '../../support/memory-cloud.ts';

const astm = (order: string, ...rows: string[]) => [
  'H|\\^&|||MODEL|||||||P|1394-97|20260302080000',
  'P|1||P1||Doe^Jane',
  order,
  ...rows,
  'L|1|N',
];
const hl7 = (...rows: string[]) => [
  'MSH|^~\\&|MODEL|LAB|||20260302080000||ORU^R01|M1|P|2.5.1',
  'PID|1||P1^^^LAB||Doe^Jane',
  'OBR|1||F1|T',
  ...rows,
];

test.each([
  [
    'sysmex-xn',
    astm('O|1|T1||^^^CBC', 'R|1|^^^WBC^Leukocytes|5.8|10*3/uL||N||F'),
    [['WBC', '6690-2'], '5.8', 'F'],
  ],
  [
    'cepheid-genexpert',
    astm('O|1|T1||^^^HIVVL', 'R|1|^^^HIVVL|Not detected|copies/mL||||F'),
    [['HIVVL', '20447-9'], 'Not detected', 'F'],
  ],
  [
    'cepheid-genexpert-hl7',
    hl7('OBX|1|CE|94500-6^SARS-CoV-2 RNA^LN||260415000^Not detected^SCT||||||F'),
    [['94500-6'], '260415000^Not detected^SCT', 'F'],
  ],
  ['roche-cobas-pure', hl7('OBX|1|NM|20130^20130^99ROC||||||||X'), [['20130'], undefined, 'X']],
])(
  '%s: a result in the plain form of the standard is a result and no reading',
  async (profile, lines, expected) => {
    const cloud = aMemoryCloud(siteOfProfile(profile).site);
    const record = await cloud.run(Buffer.from(lines.map((line) => `${line}\r`).join('')));
    expect(record?.ledger).toMatchObject({ received: 1, stored: 1 });
    const [observation] = cloud.reports.all()[0]?.report.observations ?? [];
    const { code, values = [], status } = observation ?? {};
    expect([code?.codings.map((coding) => coding.code), values[0]?.text, status]).toEqual(expected);
  },
);
