import { expect, test } from '@jest/globals';
import { fitsPattern, type TextPattern } from '../../src/dialect/pattern.ts';

test.each<[string, TextPattern, boolean]>([
  ['Q', { equals: ['q'] }, true],
  ['QC', { equals: ['Q'] }, false],
  ['QC-17', { prefix: 'qc-' }, true],
  ['QC-17', { prefix: 'QC-', digits: true }, true],
  ['QC-17a', { prefix: 'QC-', digits: true }, false],
  ['QC-17', { prefix: 'QC-', digits: 3 }, false],
  ['QC-17-L', { prefix: 'QC-', digits: 2, suffix: '-L' }, true],
  ['QC', { prefix: 'QC', suffix: 'C' }, false],
  ['-0.38', { number: true }, true],
  ['2.52E+3', { number: true }, true],
  ['<0.3', { number: true }, false],
  ['', { filled: false }, true],
  ['', { filled: true }, false],
  ['x', { filled: true }, true],
  ['x', {}, false],
  ['', {}, false],
])('%j and the pattern %j: %s', (text, pattern, fits) => {
  expect(fitsPattern(text, pattern)).toBe(fits);
});
