import { describe, expect, test } from '@jest/globals';
import type { ReportPart } from '../../../lib/model/report.ts';
import { assembleDocument } from '../../../lib/reports/assemble-document.ts';
import type { Said } from '../../../lib/reports/statements/statement.ts';
import { anOru } from '../../support/messages.ts';
import { onlyPart } from '../../support/normalized.ts';

/** A document of one message: each text under its own test. */
function aDocument(
  id: string,
  texts: Readonly<Record<string, string>>,
  rest: Partial<ReportPart> & { readonly said?: string } = {},
): ReportPart {
  const { said = 'F', ...fields } = rest;
  const results = Object.entries(texts).map(([code, text]) => ({
    2: 'TX',
    3: code,
    5: text,
    6: '',
    11: said,
  }));
  return { ...onlyPart(anOru({ results }), { messageId: id }), isWhole: true, ...fields };
}

const toSaid = (part: ReportPart): Said => ({ part, observations: part.observations, isWithdrawn: false });

/** Test, text, status and message of each result. */
function shown(parts: readonly ReportPart[], whole: ReportPart | undefined, isTakenBack = false): string[] {
  return assembleDocument(parts.map(toSaid), { whole, isTakenBack }).map(
    ({ code, values: [value], status, messageId }) =>
      [code.codings[0]?.code, value?.text, status, messageId].join(' '),
  );
}

const first = aDocument('m1', { DX: 'benign', NOTE: 'see below' });
const second = aDocument('m2', { DX: 'malignant' }, { said: 'C' });

describe('the document that counts', () => {
  test('stands, and what only an older one says is wrong', () => {
    expect(shown([first, second], second)).toEqual(['DX malignant C m2', 'NOTE see below W m1']);
  });

  test('keeps the older text in its history, and says what it corrects', () => {
    const [diagnosis] = assembleDocument([first, second].map(toSaid), { whole: second, isTakenBack: false });
    expect(diagnosis).toMatchObject({
      isUnmarkedCorrection: false,
      corrects: { messageId: 'm1', at: 'OBX[1]' },
      history: [{ messageId: 'm1', values: [{ text: 'benign' }] }],
    });
  });

  test('that changes a text without saying so is marked', () => {
    const silent = aDocument('m2', { DX: 'malignant' });
    const [diagnosis] = assembleDocument([first, silent].map(toSaid), { whole: silent, isTakenBack: false });
    expect(diagnosis?.isUnmarkedCorrection).toBe(true);
  });

  test('that repeats a text corrects nothing', () => {
    const again = aDocument('m2', { DX: 'benign' });
    const [diagnosis] = assembleDocument([first, again].map(toSaid), { whole: again, isTakenBack: false });
    expect([diagnosis?.isUnmarkedCorrection, diagnosis?.corrects]).toEqual([false, undefined]);
  });

  test('is not replaced by a newer one that is not signed yet', () => {
    const unsigned = aDocument('m3', { DX: 'uncertain' }, { said: 'P', status: 'P' });
    expect(shown([first, second, unsigned], second)).toEqual(['DX malignant C m2', 'NOTE see below W m1']);
  });
});

describe('a document that is taken back', () => {
  test('has no result that stands', () => {
    expect(shown([first], first, true)).toEqual(['DX benign W m1', 'NOTE see below W m1']);
  });

  test('keeps every text in its history', () => {
    const results = assembleDocument([first, second].map(toSaid), { whole: second, isTakenBack: true });
    expect(results.flatMap(({ history }) => history).length + results.length).toBe(3);
  });
});

test('a part that is no document adds its results to the one that counts', () => {
  const { isWhole: _, ...addition } = aDocument('m2', { ADD: 'stain' });
  expect(shown([first, addition], first)).toEqual([
    'DX benign F m1',
    'NOTE see below F m1',
    'ADD stain F m2',
  ]);
});

test('without any statement there is no result', () => {
  expect(assembleDocument([], { whole: undefined, isTakenBack: false })).toEqual([]);
});
