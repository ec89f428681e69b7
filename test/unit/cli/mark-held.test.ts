import { expect, test } from '@jest/globals';
import { markEntry, markVersion } from '../../../cli/mark-held.ts';
import { anOru } from '../../support/messages.ts';
import { asVersion, reportOf } from '../../support/normalized.ts';

test('an entry is tagged once for each reason, beside the tags that it has', () => {
  const tag = [{ code: 'HTEST' }];
  const entry = { fullUrl: 'urn:1', resource: { resourceType: 'Basic' as const, code: {}, meta: { tag } } };
  const marked = markEntry(entry, ['no-patient', 'no-patient', 'charset'], 'https://lab.test/');
  expect(marked.resource?.meta?.tag).toMatchObject([
    { code: 'HTEST' },
    {
      system: 'https://lab.test/held',
      code: 'no-patient',
      display: expect.stringContaining('not delivered'),
    },
    { code: 'charset' },
  ]);
});

test('a version is marked by notes in front of its own', () => {
  const { report } = markVersion(asVersion(reportOf(anOru())), ['charset']);
  expect(report.notes).toMatchObject([{ text: expect.stringMatching(/^HELD, NOT DELIVERED: charset \(/) }]);
});
