import { expect, test } from '@jest/globals';
import { siteNameOf, typeNameOf } from '../../../lib/model/specimen-names.ts';

const type = { codings: [{ code: 'BLD', display: 'Blood' }], text: 'Blood' };

test('a specimen of SPM is compared by the code of its type', () => {
  expect(typeNameOf({ at: 'SPM[1]', type })).toBe('BLD');
  expect(typeNameOf({ at: 'SPM[1]', type: { codings: [], text: 'Blood' } })).toBe('Blood');
});

test('a specimen of OBR-15 is compared by its words, as reports of earlier releases stored them', () => {
  expect(typeNameOf({ type })).toBe('Blood');
  expect(typeNameOf({ type })).toBe(typeNameOf({ type: { codings: [], text: 'Blood' } }));
  expect(typeNameOf({ type: { codings: [{ code: 'BLD' }] } })).toBe('BLD');
  expect(typeNameOf({})).toBeUndefined();
});

test('a place in the body has the name of its modifiers as well', () => {
  const foot = { codings: [{ code: '56459004' }], text: 'Foot' };
  expect(siteNameOf({ bodySite: foot, bodySiteModifiers: [{ codings: [], text: 'Left' }] })).toBe(
    '56459004 left',
  );
  expect(siteNameOf({ bodySiteModifiers: [{ codings: [{ code: 'L' }] }] })).toBe('l');
  expect(siteNameOf({})).toBeUndefined();
});
