import { afterEach, describe, expect, test } from '@jest/globals';
import type { Authorization } from '../../../../lib/adapters/http/authorization.ts';
import {
  authorizedAnswer,
  authorizedPost,
  isSuccess,
} from '../../../../lib/adapters/http/authorized-post.ts';
import { createHttpClient } from '../../../../lib/adapters/http/http-client.ts';
import { anHttpServer, stopHttpServers } from '../../../support/http-servers.ts';

afterEach(stopHttpServers);

/** A token of the number of times that the one before was forgotten. */
function numberedTokens(): Authorization & { readonly forgotten: () => number } {
  let count = 0;
  return {
    header: async () => `Bearer token-${count}`,
    forget: () => {
      count++;
    },
    forgotten: () => count,
  };
}

const way = (authorization: Authorization) => ({
  http: createHttpClient({ timeoutMs: 5000 }),
  authorization,
  clock: () => new Date('2026-03-02T14:00:00Z'),
});
const request = (url: string) => ({ url, headers: { 'content-type': 'text/plain' }, body: 'result' });

describe('a post', () => {
  test('carries its authorization beside its own headers', async () => {
    const { url, received } = await anHttpServer((_, response) => response.end('taken'));
    const answer = await authorizedPost(way(numberedTokens()), request(url));
    expect(answer.body.toString()).toBe('taken');
    expect(received).toMatchObject([
      { method: 'POST', headers: { authorization: 'Bearer token-0', 'content-type': 'text/plain' } },
    ]);
  });

  test('has no authorization where none is asked for', async () => {
    const { url, received } = await anHttpServer((_, response) => response.end());
    await authorizedPost(way({ header: async () => undefined, forget: () => undefined }), request(url));
    expect(received[0]?.headers).not.toHaveProperty('authorization');
  });

  test('whose token is not taken any more is sent once more with a new one', async () => {
    const { url, received } = await anHttpServer(({ headers }, response) =>
      response.writeHead(headers.authorization === 'Bearer token-1' ? 201 : 401).end(),
    );
    expect(await authorizedPost(way(numberedTokens()), request(url))).toMatchObject({ status: 201 });
    expect(received.map(({ body }) => body.toString())).toEqual(['result', 'result']);
  });

  test('that no token opens is sent twice, and fails', async () => {
    const { url, received } = await anHttpServer((_, response) => response.writeHead(401).end());
    const tokens = numberedTokens();
    await expect(authorizedPost(way(tokens), request(url))).rejects.toMatchObject({
      code: 'HTTP401',
      disposition: 'transient',
    });
    expect([received.length, tokens.forgotten()]).toEqual([2, 1]);
  });

  test('that is refused is not sent again', async () => {
    const { url, received } = await anHttpServer((_, response) => response.writeHead(422).end('why'));
    await expect(authorizedPost(way(numberedTokens()), request(url))).rejects.toMatchObject({
      code: 'HTTP422',
      disposition: 'permanent',
    });
    expect(received.length).toBe(1);
  });

  test('is answered with whatever the destination says, for who wants to read that', async () => {
    const { url } = await anHttpServer((_, response) => response.writeHead(500).end('AE'));
    const answer = await authorizedAnswer(way(numberedTokens()), request(url));
    expect([answer.status, answer.body.toString()]).toEqual([500, 'AE']);
  });
});

test.each([
  [199, false],
  [200, true],
  [299, true],
  [300, false],
])('%s is a success: %s', (status, expected) => {
  expect(isSuccess({ status, headers: {}, body: Buffer.alloc(0) })).toBe(expected);
});
