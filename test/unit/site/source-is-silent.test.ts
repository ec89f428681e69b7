import { expect, test } from '@jest/globals';
import { sourceIsSilent } from '../../../lib/site/source-is-silent.ts';
import { aSite } from '../../support/site.ts';

const site = aSite({
  sources: [
    { id: 'limited', kind: 'lis', sender: { application: 'A' }, silentAfterMinutes: 30 },
    { id: 'free', kind: 'lis', sender: { application: 'B' } },
  ],
});
const at = '2026-03-02T14:00:00.000Z';

test.each([
  ['limited', '2026-03-02T13:30:00.000Z', false],
  ['limited', '2026-03-02T13:29:59.000Z', true],
  ['limited', undefined, true],
  ['free', undefined, false],
  ['free', '2020-01-01T00:00:00.000Z', false],
  ['__proto__', undefined, false],
])('a source %s that was last heard at %s is silent: %s', (id, lastHeard, isSilent) => {
  expect(sourceIsSilent(site, id, lastHeard, at)).toBe(isSilent);
});
