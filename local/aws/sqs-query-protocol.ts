import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { AwsRequest } from './request.ts';

/**
 * The SQS protocol before JSON (`Action=ReceiveMessage&…`, answered in XML). Older AWS SDKs use it, but the
 * emulator does not know it. Only the actions of a consumer.
 */
const actions = new Set(['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility']);

/** Sends the request to the emulator as JSON and returns its answer as XML. */
export async function answerQuery(
  { body, path }: AwsRequest,
  authorization: string | undefined,
  response: ServerResponse,
  emulator: string,
): Promise<void> {
  const form = new URLSearchParams(body.toString('utf8'));
  const action = form.get('Action') ?? '';
  if (!actions.has(action))
    return send(response, 400, errorXml('InvalidAction', `Unknown action: ${action}`));
  const answer = await fetch(emulator, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${action}`,
      authorization: authorization ?? '',
    },
    body: JSON.stringify(toJson(form, path)),
  });
  const result = (await answer.json().catch(() => ({}))) as Answer;
  if (answer.ok) send(response, 200, resultXml(action, result));
  else send(response, answer.status, errorXml(result.__type ?? 'InternalError', result.message ?? ''));
}

interface Answer {
  readonly Messages?: readonly Readonly<Record<string, string>>[];
  readonly __type?: string;
  readonly message?: string;
}

const numbers = new Set(['MaxNumberOfMessages', 'WaitTimeSeconds', 'VisibilityTimeout']);

function toJson(form: URLSearchParams, path: string): Readonly<Record<string, unknown>> {
  const values = [...form]
    .filter(([name]) => name !== 'Action' && name !== 'Version' && !name.includes('.'))
    .map(([name, value]) => [name, numbers.has(name) ? Number(value) : value]);
  return { QueueUrl: `http://sqs${path}`, ...Object.fromEntries(values) };
}

const escaped = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function resultXml(action: string, { Messages = [] }: Answer): string {
  const messages = Messages.map((message) => {
    const parts = ['MessageId', 'ReceiptHandle', 'MD5OfBody', 'Body'].map(
      (name) => `<${name}>${escaped(String(message[name] ?? ''))}</${name}>`,
    );
    return `<Message>${parts.join('')}</Message>`;
  });
  return `<${action}Response><${action}Result>${messages.join('')}</${action}Result><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`;
}

const errorXml = (code: string, message: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${escaped(code)}</Code><Message>${escaped(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`;

function send(response: ServerResponse, status: number, xml: string): void {
  response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
}
