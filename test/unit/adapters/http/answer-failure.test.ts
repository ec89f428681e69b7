import { describe, expect, test } from '@jest/globals';
import { answerFailure } from '../../../../lib/adapters/http/answer-failure.ts';
import type { HttpAnswer } from '../../../../lib/adapters/http/http-client.ts';

const now = new Date('2026-03-02T14:00:00Z');
const failureOf = (status: number, headers: HttpAnswer['headers'] = {}, body = '') =>
  answerFailure({ status, headers, body: Buffer.from(body) }, () => now);

describe('an answer that is no success', () => {
  test.each([500, 502, 503, 504, 599])('%s of the server is tried again', (status) => {
    expect(failureOf(status)).toMatchObject({ code: `HTTP${status}`, disposition: 'transient' });
  });

  test.each([408, 409, 423, 425, 429])('%s may be another one later', (status) => {
    expect(failureOf(status).disposition).toBe('transient');
  });

  test.each([401, 403, 404, 405, 407, 421])(
    '%s is about the address or the credentials, so no update is parked for it',
    (status) => {
      expect(failureOf(status).disposition).toBe('transient');
    },
  );

  test.each([302, 304])('%s is no refusal of this update', (status) => {
    expect(failureOf(status).disposition).toBe('transient');
  });

  test.each([400, 406, 410, 412, 413, 415, 422])('%s refuses this update for good', (status) => {
    expect(failureOf(status)).toMatchObject({ code: `HTTP${status}`, disposition: 'permanent' });
  });

  test('says when to try again, if the destination does', () => {
    expect(failureOf(503, { 'retry-after': '30' }).retryAfterSeconds).toBe(30);
    expect(failureOf(503).retryAfterSeconds).toBeUndefined();
  });

  test('keeps the words of the destination apart from its own, which are constant', () => {
    const failure = failureOf(422, {}, 'DOE^JANE is unknown');
    expect((failure.cause as Error).message).toBe('DOE^JANE is unknown');
    expect(failure.message).toBe('The destination did not take the update');
  });
});
