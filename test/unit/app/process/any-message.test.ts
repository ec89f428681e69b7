import { expect, test } from '@jest/globals';
import { isBalanced } from '../../../../lib/model/message.ts';
import { renderBundle } from '../../../../lib/render/fhir/bundle.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, toMessage } from '../../../support/messages.ts';
import { fc } from '../../../support/property.ts';
import { aSite } from '../../../support/site.ts';
import { size } from '../../../support/size.ts';

const types = [
  'ORU^R01',
  'OUL^R21',
  'OUL^R22',
  'OUL^R24',
  'MDM^T02',
  'MDM^T03',
  'MDM^T08',
  'MDM^T10',
  'MDM^T11',
  'ORM^O01',
  'OML^O33',
  'ADT^A08',
  'ADT^A18',
  'ADT^A40',
  'ESU^U01',
  'SSU^U03',
  'INU^U05',
  'EAR^U08',
  'MFN^M08',
  'SIU^S12',
];

/** Segments as they come, whole, odd and empty; two patients, two orders, two documents. */
const segments = [
  'PID|1||700101^^^RIVERSIDE^MR||Okafor^Amara||19840317|F',
  'PID|1||700202^^^RIVERSIDE^MR~77^^^HOSPITAL^PI||Quill^Jonas',
  'PID|1',
  'MRG|700202^^^RIVERSIDE^MR',
  'MRG|700101^^^RIVERSIDE^MR~77^^^HOSPITAL^PI',
  'PV1|1|I',
  'ORC|NW|P-1|F-1',
  'ORC|CA||F-2',
  'ORC',
  'OBR|1|P-1|F-1|GLU^Glucose^L|||||||||||||||||||||F',
  'OBR|2||F-2|CBC^Blood count^L|||20260302071000|||Q||||||||||||||||P',
  'OBR',
  'TQ1|1||||||||S',
  'SPM|1|S-1^S-2||SER^^HL70487|||||||P',
  'SPM|1|QC-1||||||||||Q',
  'SPM|1|S-9||||||||||K',
  'SAC|||C-1|||||R',
  'INV|20340^GLUC^L|OK|CO|||||84|||||||L-7',
  'SID|20340|L-8',
  'OBX|1|NM|GLU^Glucose^L||93|mg/dL|70-99|N|||F',
  'OBX|2|NM|GLU^Glucose^L||<0.5|x10^3/uL|<5||||C|||20260302',
  'OBX|3|ED|PDF||^application^pdf^Base64^QUJD||||||P',
  'OBX|4|CQ|K||5.5^mmol/L',
  'OBX|5||X||""||||||X',
  'OBX',
  'NTE|1||a note',
  'TXA|1|PN|TX|20260302070000||||||||D-1||||F-1||LA||AV',
  'TXA|1|PN|TX|||||||||D-2|D-1||||IP||CA',
  'TXA|1',
  'EQU|C303^RIVERSIDE|20260302081500|OP|R|N',
  'EQU|||ES',
  'ECD|1|LO',
  'ECR|OK',
  'MFI|OMA',
  'MFE|MAD|1||GLU|CE',
  'OM1|1|GLU^Glucose^L|NM',
  'OM2|1|mg/dL||||70&99^^18&120~^F|40&500|0&800|&^20^%^30',
  'DSC|1',
];

const site = aSite({
  sources: [
    {
      id: 'any',
      kind: 'analyzer',
      controls: { specimenId: '^QC' },
      unmatchedOrders: 'hold',
      unmarkedCorrections: 'hold',
    },
  ],
});

const anyMessage = fc
  .record({
    type: fc.constantFrom(...types),
    processing: fc.constantFrom('P', 'P', 'P', 'T'),
    second: fc.integer({ min: 0, max: 59 }),
    body: fc.array(fc.constantFrom(...segments), { maxLength: 14 }),
  })
  .map(({ type, processing, second, body }) =>
    toMessage(
      msh({
        7: `202603020800${String(second).padStart(2, '0')}-0500`,
        9: type,
        10: `${second}`,
        11: processing,
      }),
      ...body,
    ),
  );

test('whatever comes, in whatever order: nothing is lost, nothing fails, and to read it again changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyMessage, { minLength: 1, maxLength: 4 }), async (messages) => {
      const cloud = aMemoryCloud(site);
      const taken: string[] = [];
      for (const bytes of messages) {
        const record = await cloud.run(bytes);
        if (record === undefined || record.state === 'rejected') continue;
        expect(record.state).not.toBe('received');
        expect(record.ledger && isBalanced(record.ledger)).toBe(true);
        taken.push(record.id);
      }
      for (const version of cloud.reports.all())
        if (version.report.patient !== undefined) renderBundle(version, site.laboratory);
      const last = taken.at(-1);
      if (last === undefined) return;
      // nothing is known now that was not known when the last one came
      const before = cloud.reports.all().map(({ version }) => version);
      const outcome = await cloud.replay({ messageId: last });
      expect(outcome.kind).toBe('replayed');
      expect(cloud.reports.all().map(({ version }) => version)).toEqual(before);
    }),
    { numRuns: size({ short: 200, long: 2000 }) },
  );
});
