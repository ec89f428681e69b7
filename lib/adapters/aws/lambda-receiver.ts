import type { Sender } from '../../model/sender.ts';
import type { MessageReceiver } from '../../ports/message-receiver.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import { labwireHeaders } from '../../shared/header-names.ts';
import { type FunctionAddress, functionAt } from './invoke-function.ts';

const sender: Sender = { evidence: 'console' };

/** The messages that the function answers as those that it has: also for one that was sent twice. */
const accepted: ReadonlySet<unknown> = new Set(['accepted', 'duplicate']);

/** Invokes the function that receives messages, with the request that its API would hand over. */
export function lambdaReceiver(address: FunctionAddress): MessageReceiver {
  const ask = functionAt(address, {
    code: 'NotReceived',
    message: 'Nobody answered whether it was accepted',
  });
  return {
    receive: async (bytes) => {
      const headers = {
        'content-type': 'application/hl7-v2',
        [labwireHeaders.sender]: JSON.stringify(sender),
      };
      const answer = await ask({
        ...{ httpMethod: 'POST', path: '/v1/messages', resource: '/v1/messages', headers },
        multiValueHeaders: Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, [value]]),
        ),
        ...{ queryStringParameters: null, multiValueQueryStringParameters: null, pathParameters: null },
        requestContext: { path: '/v1/messages', httpMethod: 'POST', domainName: 'console.labwire' },
        ...{ body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true },
      });
      const { status, outcome, messageId } = readAnswer(answer);
      // 503: not stored, or not certainly
      if (status >= 500)
        throw new AdapterError('NotReceived', 'transient', 'The message was not stored, or not certainly');
      return { outcome: accepted.has(outcome) ? 'accepted' : 'refused', messageId };
    },
  };
}

interface ProxyAnswer {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
}

function readAnswer(answer: unknown) {
  const { statusCode = 500, headers = {}, multiValueHeaders = {} } = (answer ?? {}) as ProxyAnswer;
  const all = new Map([
    ...Object.entries(multiValueHeaders).map(([name, [value = '']]) => [name.toLowerCase(), value] as const),
    ...Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const),
  ]);
  return {
    status: statusCode,
    outcome: all.get(labwireHeaders.outcome),
    messageId: all.get(labwireHeaders.messageId) ?? '',
  };
}
