import { describe, expect, test } from '@jest/globals';
import { gatewaySchema } from '../../../lib/site/gateway.ts';

const aGateway = (channel: object, rest: object = {}) => ({
  channels: [{ id: 'lis', kind: 'mllp', port: 2575, ...channel }],
  ...rest,
});
const firstIssue = (value: unknown) => {
  const issue = gatewaySchema.safeParse(value).error?.issues[0];
  return issue && { path: issue.path.join('.'), message: issue.message };
};

test('a channel may be short: the rest has defaults', () => {
  expect(gatewaySchema.parse(aGateway({}))).toEqual({
    channels: [
      {
        ...{ id: 'lis', kind: 'mllp', policy: 'relay', silentAfterMinutes: 0, host: '127.0.0.1', port: 2575 },
        ...{ maxConnections: 256, idleSeconds: 900, frameSeconds: 120, acknowledge: 'sender' },
      },
    ],
    page: true,
    memory: { maxMegabytes: 128, maxMegabytesOfAddress: 64 },
    spool: { maxMegabytes: 1024, maxAgeHours: 168, keepHours: 72 },
  });
});

test('a serial line is 9600 8N1', () => {
  const line = { id: 'line', kind: 'astm-serial', path: '/dev/ttyUSB0' };
  expect(gatewaySchema.parse({ channels: [line] }).channels).toMatchObject([
    { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1, framing: 'standard', checksum: 'required' },
  ]);
});

describe('networks that may connect', () => {
  test.each(['10.2.0.0/16', '10.2.3.4', '0.0.0.0/0', '10.0.0.1/32', '::1', 'fd00::/8', '::/128'])(
    '%s is one',
    (network) => {
      expect(gatewaySchema.safeParse(aGateway({ allow: [network] })).success).toBe(true);
    },
  );

  test.each([
    '',
    '10.2',
    '10.2.0.0/33',
    '10.2.0.0/',
    '10.2.0.0/-1',
    '10.2.0.0/8/8',
    'fd00::/129',
    'localhost',
    '1'.repeat(9999),
  ])('%.20s is none', (network) => {
    expect(firstIssue(aGateway({ allow: [network] }))).toEqual({
      path: 'channels.0.allow.0',
      message: 'not an address or a network such as 10.2.0.0/16',
    });
  });
});

test.each<[string, unknown, string]>([
  ['no channel', { channels: [] }, 'channels'],
  ['a kind that is not known', aGateway({ kind: 'constructor' }), 'channels.0.kind'],
  ['an id with a blank', aGateway({ id: 'a b' }), 'channels.0.id'],
  ['an id that is too long', aGateway({ id: 'a'.repeat(32) }), 'channels.0.id'],
  ['a port that is none', aGateway({ port: 65_536 }), 'channels.0.port'],
  ['nobody who may connect', aGateway({ allow: [] }), 'channels.0.allow'],
  ['a certificate without its key', aGateway({ tls: { certificate: 'a.pem' } }), 'channels.0.tls.key'],
  ['a setting of another kind', aGateway({ checksum: 'optional' }), 'channels.0'],
  ['an answer that is not known', aGateway({ acknowledge: 'never' }), 'channels.0.acknowledge'],
  ['a spool of nothing', aGateway({}, { spool: { maxMegabytes: 0 } }), 'spool.maxMegabytes'],
])('%s is a problem with its place', (_, value, path) => {
  expect(firstIssue(value)?.path).toBe(path);
});
