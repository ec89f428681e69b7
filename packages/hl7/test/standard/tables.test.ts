import { describe, expect, test } from '@jest/globals';
import { essentialTables } from '../../src/standard/essential-tables.ts';
import { meaningOf, tables } from '../../src/standard/tables.ts';

describe('a code of a table', () => {
  test.each([
    ['0085', 'C', 'Corrected'],
    ['0001', 'F', 'Female'],
    ['0008', 'AA', 'Application accept'],
    ['0516', 'W', 'Warning'],
  ])('%s %s means %s', (table, code, meaning) => {
    expect(meaningOf(table, code)).toBe(meaning);
  });

  test.each([
    ['0085', 'Q9'],
    ['9999', 'F'],
    [undefined, 'F'],
    // names that every object has
    ['0085', 'constructor'],
    ['0085', '__proto__'],
    ['0085', 'toString'],
  ])('%s %s means nothing', (table, code) => {
    expect(meaningOf(table, code)).toBeUndefined();
  });
});

test('every table has four digits, a name and codes', () => {
  for (const [number, { name, codes }] of tables) {
    expect(number).toMatch(/^\d{4}$/);
    expect(name).not.toBe('');
    expect(Object.keys(codes).length).toBeGreaterThan(0);
  }
});

test('the tables that normalization needs are among them', () => {
  expect([...essentialTables.keys()].filter((number) => !tables.has(number))).toEqual([]);
});
