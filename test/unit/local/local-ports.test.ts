import { expect, test } from '@jest/globals';
import { withoutPorts } from '../../../local/local-ports.ts';
import { aSite } from '../../support/site.ts';

const siteAt = (port: number) =>
  aSite({
    destinations: [
      { id: 'ehr', kind: 'fhir', url: `http://127.0.0.1:${port}/fhir` },
      { id: 'ward', kind: 'mllp', to: { host: '127.0.0.1', port: port + 1 } },
      { id: 'registry', kind: 'fhir', url: 'https://registry.test:8443/fhir' },
    ],
    access: { issuer: `http://localhost:${port + 2}`, audience: ['labwire'] },
  });

test('two runs of one site on different ports have the same site without ports', () => {
  expect(withoutPorts(siteAt(40_000)).site).toEqual(withoutPorts(siteAt(50_000)).site);
});

test('each word in the place of an address says which it was, and addresses elsewhere stay', () => {
  const { site, origins } = withoutPorts(siteAt(40_000));
  const [ehr, ward, registry] = site.destinations;
  expect(ehr).toMatchObject({ url: 'http://port-0.invalid/fhir' });
  expect(ward).toMatchObject({ to: { host: '127.0.0.1', port: 1 } });
  expect(registry).toMatchObject({ url: 'https://registry.test:8443/fhir' });
  expect(site.access).toMatchObject({ issuer: 'http://port-1.invalid' });
  expect([...origins]).toEqual([
    ['http://port-0.invalid', 'http://127.0.0.1:40000'],
    ['http://port-1.invalid', 'http://localhost:40002'],
  ]);
});
