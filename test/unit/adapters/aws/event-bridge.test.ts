import { afterAll, expect, test } from '@jest/globals';
import { EventBridgeBus } from '../../../../lib/adapters/aws/event-bridge.ts';
import type { ClaimCheckStore } from '../../../../lib/adapters/s3/claim-check-store.ts';
import type { EventBus } from '../../../../lib/ports/event-bus.ts';
import { anHttpServer, stopHttpServers } from '../../../support/http-servers.ts';

afterAll(stopHttpServers);

let answered: { readonly status: number; readonly body: object } = { status: 200, body: {} };
const aws = await anHttpServer((_request, response) =>
  response
    .writeHead(answered.status, { 'content-type': 'application/x-amz-json-1.1' })
    .end(JSON.stringify(answered.body)),
);
const claims = {
  put: async () => ({ bucket: 'b', key: 'updates/bus/k/1-x.json', sha256: 'x', bytes: 2 }),
} as unknown as ClaimCheckStore;
const bus = new EventBridgeBus(claims, () => new Date('2026-03-02T12:00:00Z'), {
  endpoint: aws.url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});
const update = {
  ...{ schema: 'labwire.report.v1', destination: 'bus', reportKey: 'k', version: 1, content: {} },
} as unknown as Parameters<EventBus['send']>[1];

const send = async (status: number, body: object) => {
  answered = { status, body };
  return bus.send('results', update).catch((failure: unknown) => failure);
};

test('an event that the bus takes is sent', async () => {
  expect(await send(200, { FailedEntryCount: 0, Entries: [{ EventId: 'e' }] })).toBeUndefined();
});

test.each([
  ['ThrottlingException', 'transient'],
  ['InternalFailure', 'transient'],
  ['AccessDeniedException', 'transient'],
  ['ResourceNotFoundException', 'transient'],
  ['MalformedDetail', 'permanent'],
  ['InvalidArgument', 'permanent'],
])('an event that the bus refuses with %s is a failure that is %s', async (ErrorCode, disposition) => {
  expect(
    await send(200, { FailedEntryCount: 1, Entries: [{ ErrorCode, ErrorMessage: 'no' }] }),
  ).toMatchObject({
    code: 'EventNotSent',
    disposition,
  });
});

test.each([
  ['AccessDeniedException', 400, 'transient'],
  ['ResourceNotFoundException', 400, 'transient'],
  ['UnrecognizedClientException', 403, 'transient'],
  ['InternalException', 500, 'transient'],
  ['ValidationException', 400, 'permanent'],
])('a request that is answered with %s (%i) is a failure that is %s', async (__type, status, disposition) => {
  expect(await send(status, { __type, message: 'no' })).toMatchObject({ code: 'EventNotSent', disposition });
});
