import { expect, test } from '@jest/globals';
import { seenPoint } from '../../../../cli/analyzers/chart.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';

test.each([
  [['2823-3^^LN^K'], ['2823-3']],
  [['K^Potassium^L^2823-3^^LN'], ['2823-3']],
  [['K^Potassium^L'], []],
])('a control result has the LOINC codes of its test: %j', async ([code], expected) => {
  const cloud = aMemoryCloud();
  const lines = [
    'MSH|^~\\&|CHEM1||||20260302100000||OUL^R22^OUL_R22|M1|P|2.5.1',
    'SPM|1|QC1||SER|||||||Q',
    'OBR|1||F1|CHEM',
    `OBX|1|NM|${code}||4.1|mmol/L|||||F`,
  ];
  await cloud.run(Buffer.from(lines.map((line) => `${line}\r`).join('')));
  expect(cloud.qc.all().map(seenPoint)).toMatchObject([{ loinc: expected, values: ['4.1'] }]);
});
