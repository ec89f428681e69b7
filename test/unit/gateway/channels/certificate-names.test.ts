import { expect, test } from '@jest/globals';
import { alternativeNames } from '../../../../gateway/channels/certificate-names.ts';

test.each([
  [undefined, []],
  ['', []],
  ['DNS:chem-1.test', ['chem-1.test']],
  ['DNS:a.test, URI:urn:lab:chem-1, IP Address:10.0.0.1, email:x@y.test', ['a.test', 'urn:lab:chem-1']],
  // one value that looks like two
  ['DNS:"a.test, DNS:chem-1.test", URI:b', ['b']],
  ['DNS:"a\\"b, DNS:c", DNS:d', ['d']],
  [`DNS:${'a'.repeat(257)}, DNS:b`, ['b']],
  ['nonsense', []],
])('the names in %j are %j', (text, names) => {
  expect(alternativeNames(text)).toEqual(names);
});

test('a certificate with thousands of names tells twenty of them', () => {
  expect(alternativeNames(Array.from({ length: 5000 }, (_, at) => `DNS:n${at}`).join(', '))).toHaveLength(20);
  const long = Array.from({ length: 9 }, (_, at) => `DNS:${at}${'a'.repeat(249)}`).join(', ');
  expect(alternativeNames(long)).toHaveLength(4);
});
