import { describe, expect, test } from '@jest/globals';
import { insecureAddresses } from '../../../lib/site/insecure-addresses.ts';
import { checkSite } from '../../../lib/site/load-site.ts';

const aSite = (parts: object) => ({
  laboratory: { name: 'Test', system: 'https://lab.test', timeZone: 'UTC' },
  sources: [{ id: 'any', kind: 'lis' }],
  ...parts,
});
const problems = (parts: object): readonly string[] => {
  const checked = checkSite(aSite(parts));
  return checked.ok ? [] : checked.problems.map(({ path }) => path);
};

const plain = 'http://ehr.test/x';
const secure = 'https://ehr.test/x';
const oauth2 = { kind: 'oauth2', clientId: 'labwire', clientSecret: 'labwire/secret' };
const smart = { kind: 'smart-backend', clientId: 'labwire', privateKey: 'labwire/key', keyId: '1' };
const issuer = { issuer: 'http://issuer.test', audience: ['labwire'] };

describe('plain HTTP to another machine', () => {
  test.each<[string, object, string]>([
    ['of an EHR over FHIR', { destinations: [{ id: 'a', kind: 'fhir', url: plain }] }, 'destinations[0].url'],
    ['of an engine', { destinations: [{ id: 'a', kind: 'hl7-http', url: plain }] }, 'destinations[0].url'],
    [
      'of a token server that gets a secret',
      { destinations: [{ id: 'a', kind: 'fhir', url: secure, auth: { ...oauth2, tokenUrl: plain } }] },
      'destinations[0].auth.tokenUrl',
    ],
    [
      'of a token server that gets an assertion',
      { destinations: [{ id: 'a', kind: 'hl7-http', url: secure, auth: { ...smart, tokenUrl: plain } }] },
      'destinations[0].auth.tokenUrl',
    ],
    ['of an issuer', { access: issuer }, 'access.issuer'],
  ])('%s is a problem of the site', (_, parts, path) => {
    expect(problems(parts)).toEqual([path]);
  });

  test('is allowed where the site says so, and is listed', () => {
    const checked = checkSite(
      aSite({
        destinations: [{ id: 'a', kind: 'fhir', url: plain, insecure: true }],
        access: { ...issuer, insecure: true },
      }),
    );
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    expect(insecureAddresses(checked.site).map(({ address }) => address)).toEqual([plain, issuer.issuer]);
  });

  test('is nothing of this machine', () => {
    expect(problems({ destinations: [{ id: 'a', kind: 'fhir', url: 'http://127.0.0.1:1/x' }] })).toEqual([]);
  });
});
