import { describe, expect, test } from '@jest/globals';
import { hasMutualTls, unprovenSources } from '../../../lib/site/unproven-sources.ts';
import { aSite } from '../../support/site.ts';

test('a source is unproven unless it names a certificate', () => {
  const sources = [
    { id: 'a', kind: 'lis', sender: { application: 'A' } },
    { id: 'b', kind: 'lis', sender: { application: 'B' }, certificate: 'b-1' },
  ];
  expect(unprovenSources(aSite({ sources }))).toEqual(['a']);
});

describe('senders show certificates', () => {
  const tls = { certificate: 'c.pem', key: 'k.pem' };
  test.each([
    [
      'at a channel with an authority for theirs',
      [{ id: 'm', kind: 'mllp', port: 2575, tls: { ...tls, clientAuthority: 'a.pem' } }],
      true,
    ],
    ['not where only the gateway shows one', [{ id: 'm', kind: 'mllp', port: 2575, tls }], false],
    [
      'not over plain MLLP and serial lines',
      [
        { id: 'm', kind: 'mllp', port: 2575 },
        { id: 's', kind: 'astm-serial', path: '/dev/a', baudRate: 9600 },
      ],
      false,
    ],
  ])('%s', (_, channels, expected) => {
    expect(hasMutualTls(aSite({ gateway: { channels } }))).toBe(expected);
  });

  test('not without a gateway', () => {
    expect(hasMutualTls(aSite())).toBe(false);
  });
});
