import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { lambdaInterpreter, tooLongAnswer } from '../../../../lib/adapters/aws/lambda-interpreter.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';

interface Asked {
  readonly path: string;
  readonly authorization: string;
  readonly body: unknown;
}

/** Lambda with one function, which answers each question like this; undefined: never. */
async function aFunction(answer: object | undefined, headers: Record<string, string> = {}, status = 200) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { authorization = '' } = request.headers;
    asked.push({ path: request.url ?? '', authorization, body: JSON.parse(await text(request)) });
    if (answer !== undefined) response.writeHead(status, headers).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const interpreter = lambdaInterpreter({
    ...{ functionName: 'Lab-Interpret', region: 'eu-west-1', endpoint, timeoutMs: answer ? 10_000 : 20 },
  });
  return { interpreter, asked };
}

const stops: (() => void)[] = [];
const credentials = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
beforeEach(() => {
  Object.assign(process.env, credentials);
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  for (const name of Object.keys(credentials)) delete process.env[name];
});

const question = { messageId: 'm-1', release: ['placeholder-number'] } as const;

describe('the function that interprets', () => {
  test('is asked by a signed request, and its answer is given as it is', async () => {
    const planned = { kind: 'planned', group: 'g', patients: ['p'], changes: [] };
    const { interpreter, asked } = await aFunction(planned);
    expect(await interpreter.rehearse(question)).toEqual(planned);
    expect(asked).toEqual([
      {
        path: '/2015-03-31/functions/Lab-Interpret/invocations',
        authorization: expect.stringMatching(
          /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/lambda\/aws4_request, SignedHeaders=\S*host\S*, Signature=[0-9a-f]{64}$/,
        ),
        body: { ask: 'rehearse', ...question },
      },
    ]);
  });

  test('says whom a message names', async () => {
    const { interpreter, asked } = await aFunction(['p-1', 'p-2']);
    expect(await interpreter.patientsIn('m-1')).toEqual(['p-1', 'p-2']);
    expect(asked.map(({ body }) => body)).toEqual([{ ask: 'patientsIn', messageId: 'm-1' }]);
  });

  test.each<[string, Parameters<typeof aFunction>, string]>([
    [
      'ends with an error',
      [{ errorMessage: 'Okafor' }, { 'x-amz-function-error': 'Unhandled' }],
      'NotInterpreted',
    ],
    ['may not be asked', [{ Message: 'no' }, {}, 403], 'NotInterpreted'],
    ['does not answer in time', [undefined], 'NotInterpreted'],
    ['has more to say than Lambda sends', [tooLongAnswer], 'TooLong'],
  ])('that %s is a failure without words of a patient', async (_, how, code) => {
    const { interpreter } = await aFunction(...how);
    const failure = await interpreter.rehearse(question).catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(AdapterError);
    expect(failure).toMatchObject({ code });
    expect(String((failure as AdapterError).cause)).not.toContain('Okafor');
  });
});
