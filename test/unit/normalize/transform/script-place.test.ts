import { describe, expect, test } from '@jest/globals';
import { placeOf, programName } from '../../../../lib/normalize/transform/script-place.ts';

/** A program of one line that says it comes from this file. */
const programOf = (source: string) => ({
  code: 'x',
  map: {
    version: 3,
    file: '',
    sources: [source],
    sourcesContent: [''],
    names: [],
    mappings: 'AAAA',
    sourceRoot: '',
  },
});
const placeIn = (source: string, stack: unknown = `at f (${programName}:1:1)`) =>
  placeOf(stack, programOf(source));

describe('the place of a failure', () => {
  test.each(['scripts/chem.ts', 'scripts/shared/rules.of-2.ts'])('is the line of %s', (source) => {
    expect(placeIn(source)).toBe(`${source}:1`);
  });

  test.each([
    'scripts/\u001b[2Jevil.ts',
    'scripts/a\nb.ts',
    'scripts/../../etc/passwd',
    'scripts/Mr Okafor.ts',
    `scripts/${'a'.repeat(101)}.ts`,
    'harness.ts',
    '',
  ])('is nothing that the map of a script makes up: %j', (source) => {
    expect(placeIn(source)).toBeUndefined();
  });

  test.each([null, 7, '', 'at f (other.js:1:1)', `at f (${programName}:9999999999:1)`])(
    'is not known from the stack %j',
    (stack) => {
      expect(placeIn('scripts/chem.ts', stack)).toBeUndefined();
    },
  );
});
