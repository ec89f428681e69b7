import { afterEach, expect, test } from '@jest/globals';
import { reachOverHttp } from '../../../../lib/adapters/http/reach.ts';
import { anHttpServer, stopHttpServers } from '../../../support/http-servers.ts';

afterEach(stopHttpServers);

test('a secret that was changed is found after it was not taken', async () => {
  const secrets = ['old', 'new'];
  const { url, received } = await anHttpServer(({ headers }, response) =>
    response.writeHead(headers.authorization === 'Bearer new' ? 200 : 401).end(),
  );
  const reach = reachOverHttp(
    { timeoutMs: 2000, auth: { kind: 'bearer', token: 'ehr/token' } },
    { readSecret: async () => secrets.shift() ?? 'new', clock: () => new Date('2026-03-02T14:00:00Z') },
  );
  const tryOnce = async () => {
    const way = await reach();
    const header = await way.authorization.header();
    const { status } = await way.http({ method: 'GET', url, headers: { authorization: header ?? '' } });
    if (status === 401) way.authorization.forget();
    return status;
  };
  expect([await tryOnce(), await tryOnce()]).toEqual([401, 200]);
  expect(received.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
});
