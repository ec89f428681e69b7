import { describe, expect, test } from '@jest/globals';
import { isAllowedEndpoint, wantedSubscription } from '../../../../lib/app/subscribe/wanted-subscription.ts';
import { aSubscription } from '../../../support/subscriptions.ts';

const SYSTEM = 'https://lab.test';
const read = (changes: object) =>
  wantedSubscription({ ...aSubscription('https://ehr.test/hook'), ...changes }, SYSTEM);

test('a subscription of the R4 backport is read', () => {
  expect(read({ reason: 'chart', end: '2026-04-01T00:00:00Z' })).toEqual({
    endpoint: 'https://ehr.test/hook',
    authorization: undefined,
    patient: undefined,
    reason: 'chart',
    end: new Date('2026-04-01T00:00:00Z'),
  });
});

test('with a patient and a secret of its endpoint', () => {
  const wanted = wantedSubscription(
    aSubscription('https://ehr.test/hook', { patient: 'p1', header: ['Authorization: Bearer s3cret'] }),
    SYSTEM,
  );
  expect(wanted).toMatchObject({ patient: 'p1', authorization: 'Bearer s3cret' });
});

describe('is refused, with its place:', () => {
  const channel = aSubscription('https://ehr.test/hook').channel;
  test.each([
    ['another topic', { criteria: 'Observation?patient=1' }, 'Subscription.criteria'],
    ['another status', { status: 'active' }, 'Subscription.status'],
    ['a channel that is none', { channel: { ...channel, type: 'email' } }, 'Subscription.channel.type'],
    ['whole resources', { channel: { ...channel, _payload: undefined } }, 'Subscription.channel.payload'],
    [
      'a header of two lines',
      { channel: { ...channel, header: ['Authorization: a\r\nX: b'] } },
      'Subscription.channel.header',
    ],
    ['another header', { channel: { ...channel, header: ['Host: inside'] } }, 'Subscription.channel.header'],
    ['an end without a time', { end: 'tomorrow' }, 'Subscription.end'],
    ['a part that is not known', { tag: [] }, 'Subscription'],
    [
      'another filter',
      { _criteria: { extension: [{ url: 'x', valueString: 'DiagnosticReport?code=1' }] } },
      'Subscription.criteria',
    ],
  ])('%s', (_, changes, place) => {
    expect(() => read(changes)).toThrow(place);
  });

  test('a body that is no JSON, a part that is missing, and the parts that there are', () => {
    expect(() => wantedSubscription(undefined, SYSTEM)).toThrow('the body of the request is no JSON');
    expect(() => read({ criteria: undefined })).toThrow(
      'Subscription.criteria cannot be taken: it is missing',
    );
    expect(() => read({ criteria: 7 })).toThrow(/^Subscription.criteria cannot be taken$/);
    expect(() => read({ '<b>': 1 })).toThrow(
      'Subscription has parts that are not supported; it may have resourceType, meta, status, reason, end,',
    );
    expect(() => read({ channel: { ...channel, id: 'x' } })).toThrow(
      'Subscription.channel has parts that are not supported; it may have type, endpoint, payload,',
    );
  });

  test.each([null, 7, [], 'text', {}, { resourceType: 'Patient' }])('%j', (body) => {
    expect(() => wantedSubscription(body, SYSTEM)).toThrow('Subscription');
  });
});

describe('an endpoint', () => {
  const allowed = ['https://ehr.test/hooks', 'https://other.test:8443/'];
  test.each([
    ['https://ehr.test/hooks', true],
    ['https://ehr.test/hooks/a?b=c', true],
    ['https://EHR.test:443/hooks/a', true],
    ['https://other.test:8443/any', true],
    ['https://ehr.test/hooksters', false],
    ['https://ehr.test/hooks/../admin', false],
    ['https://ehr.test/hooks/%2e%2e/admin', false],
    ['http://ehr.test/hooks', false],
    ['https://ehr.test:8443/hooks', false],
    ['https://ehr.test.evil.test/hooks', false],
    ['https://ehr.test@evil.test/hooks', false],
    ['https://user@ehr.test/hooks', false],
    ['https://ehr.test/hooks#x', false],
    ['http://169.254.169.254/latest/meta-data', false],
    ['file:///etc/passwd', false],
    ['nonsense', false],
  ])('%s: %s', (endpoint, isAllowed) => {
    expect(isAllowedEndpoint(endpoint, allowed)).toBe(isAllowed);
  });
});
