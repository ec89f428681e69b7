import { describe, expect, test } from '@jest/globals';
import { definitionsOf } from '../../src/standard/dictionary.ts';

describe('the definitions', () => {
  test.each([
    ['2.5.1', '2.5.1'],
    ['2.3', '2.3'],
    ['2.8', '2.8'],
    [' 2.5.1 ', '2.5.1'],
    ['2.5.1^USA', '2.5.1'],
    // a version between two is read as the one before it
    ['2.5.9', '2.5.1'],
    ['2.99', '2.8'],
    // what is no version is read as the most usual
    ['', '2.5.1'],
    [undefined, '2.5.1'],
    ['D', '2.5.1'],
    ['1.0', '2.5.1'],
  ])('of %j are those of %s', (version, found) => {
    expect(definitionsOf(version).version).toBe(found);
  });

  test('have the official names, types and presence of fields', () => {
    const obx = definitionsOf('2.5.1').fields('OBX');
    expect(obx.get(3)).toMatchObject({ name: 'Observation Identifier', type: 'CE', isRequired: true });
    expect(obx.get(5)).toMatchObject({ type: 'VARIES' });
    expect(obx.get(11)).toMatchObject({ table: '0085', isRequired: true });
    expect(definitionsOf('2.8').fields('OBX').get(3)?.type).toBe('CWE');
  });

  test('have components, tables and structures', () => {
    const definitions = definitionsOf('2.5.1');
    expect(definitions.components('CX').get(5)?.table).toBe('0203');
    expect(definitions.table('0085')?.codes['F']).toBeDefined();
    expect(definitions.structure('ORU_R01')?.[0]).toMatchObject({ name: 'MSH', isRequired: true });
    expect(definitions.segmentName('PID')).toBe('Patient Identification');
  });

  test('say nothing of what the version lacks', () => {
    const definitions = definitionsOf('2.3');
    expect(definitions.segmentName('SPM')).toBeUndefined();
    expect(definitions.fields('SPM').size).toBe(0);
    expect(definitions.components('XYZ').size).toBe(0);
    expect(definitions.structure('ORU_R99')).toBeUndefined();
  });

  test('are made once', () => {
    expect(definitionsOf('2.5.1')).toBe(definitionsOf('2.5.1'));
  });
});
