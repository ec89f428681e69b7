import { expect, test } from '@jest/globals';
import { namedSpecimens } from '../../../lib/model/named-specimens.ts';
import { fullReport } from '../../support/full-report.ts';

const [specimen] = fullReport.specimens;
if (specimen === undefined) throw new Error('no specimen');

const keyOf = (fields: Partial<typeof specimen>, key = fullReport.key): string | undefined =>
  [...namedSpecimens({ ...fullReport, key, specimens: [{ ...specimen, ...fields }] }).keys()][0];

const side = (text: string) => [{ codings: [], text }];

test('a specimen with a number is the same in each report of its patient', () => {
  expect(keyOf({})).toBe(keyOf({}, 'another report'));
});

test('two places in the body under one number are two specimens, in each report', () => {
  expect(keyOf({ bodySiteModifiers: side('Left') })).not.toBe(keyOf({ bodySiteModifiers: side('Right') }));
  expect(keyOf({ bodySiteModifiers: side('Left') })).toBe(
    keyOf({ bodySiteModifiers: side('left') }, 'another report'),
  );
});

test('a specimen without a number belongs to its report', () => {
  const none = { placerId: undefined, fillerId: undefined, containerId: undefined };
  expect(keyOf(none)).not.toBe(keyOf(none, 'another report'));
});
