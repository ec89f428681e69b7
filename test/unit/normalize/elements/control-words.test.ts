import { describe, expect, test } from '@jest/globals';
import {
  isAboutControlMaterial,
  isServiceOfControl,
} from '../../../../lib/normalize/elements/control-words.ts';
import { namesControlMaterial } from '../../../../lib/normalize/elements/specimen-role.ts';

describe('a remark about an order', () => {
  test.each([
    ...['QC LEVEL 2', 'QC lot 4711', 'Quality control', 'QC: level 1', 'Calibration of INR meter', 'IQC'],
    'Control level 2',
  ])('%j is about control material', (remark) => {
    expect(isAboutControlMaterial(remark)).toBe(true);
  });

  test.each([
    ...[
      'QC failed, repeated: 4.1',
      'QC: redraw, first hemolyzed',
      'QC ok',
      'QC passed',
      'IQC - within limits',
    ],
    ...['QC out of range', 'Control level of lithium', 'Control after six weeks', 'Calibrator-free method'],
  ])('%j is about a patient', (remark) => {
    expect(isAboutControlMaterial(remark)).toBe(false);
    expect(namesControlMaterial(remark)).toBe(false);
  });

  test('words for control material behind a technician’s remark count in a specimen’s description', () => {
    expect(namesControlMaterial('QC failed: control level 2')).toBe(true);
  });
});

describe('a service', () => {
  test.each([
    ['QC', ''],
    ['QC', 'Quality control'],
    ['QC', 'Chemistry'],
    ['QC', 'LEVEL 2'],
    ['Q7', 'QC level 2'],
    ['QC LEVEL 2', ''],
    ['CALIBRATOR', 'Calibrator'],
  ])('%s^%s is control material', (code, text) => {
    expect(isServiceOfControl({ code, text })).toBe(true);
  });

  test.each([
    ['QC', 'Quantitative culture'],
    ['QC', 'Quick CD4 count'],
    ['CAT', 'Calibrator-free thrombin generation'],
    ['CONTROL LEVEL', 'Control level of cotinine'],
    ['QFT', 'QC Quantiferon mitogen control'],
    ['GLUC', 'Glucose control curve'],
    ['', ''],
  ])('%s^%s is a patient’s', (code, text) => {
    expect(isServiceOfControl({ code, text })).toBe(false);
  });
});
