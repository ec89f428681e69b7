import { expect, test } from '@jest/globals';
import { holdReasonSchema } from '../../../lib/model/hold-reason.ts';
import { setAsideReasonSchema } from '../../../lib/model/message.ts';
import { holdTexts, setAsideTexts } from '../../../lib/model/reasons.ts';

test.each(holdReasonSchema.options)('a hold for %s says why, and what to do', (reason) => {
  expect(holdTexts[reason].why).toMatch(/^\S.{10,}[^.]$/);
  expect(holdTexts[reason].todo).toMatch(/^\S.{10,}[^.]$/);
});

test('no two holds say the same', () => {
  const whys = Object.values(holdTexts).map(({ why }) => why);
  expect(new Set(whys).size).toBe(whys.length);
});

test.each(setAsideReasonSchema.options)('what is set aside as %s is told', (reason) => {
  expect(setAsideTexts[reason]).toMatch(/^\S.{10,}[^.]$/);
});
