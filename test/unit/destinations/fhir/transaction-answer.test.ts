import { describe, expect, test } from '@jest/globals';
import { transactionFailure } from '../../../../lib/destinations/fhir/transaction-answer.ts';

interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const failureOf = ({ status = 200, type = 'application/fhir+json', headers, body = '' }: Answer) =>
  transactionFailure(
    {
      status,
      headers: { ...(type === '' ? {} : { 'content-type': type }), ...headers },
      body: Buffer.from(body),
    },
    2,
  );

const took = { response: { status: '201 Created' } };
const bundle = (entry: readonly object[], more: object = {}): string =>
  JSON.stringify({ resourceType: 'Bundle', type: 'transaction-response', entry, ...more });
const hint = { resourceType: 'OperationOutcome', issue: [{ severity: 'warning', code: 'informational' }] };
const fault = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'processing' }] };

describe('a server took a transaction of two entries if it answers', () => {
  test.each<[string, Answer]>([
    ['each of them with 2xx', { body: bundle([took, { response: { status: '200' } }]) }],
    ['in plain JSON', { type: 'application/json; charset=utf-8', body: bundle([took, took]) }],
    ['with a byte order mark', { body: `\ufeff${bundle([took, took])}` }],
    ['with a warning', { body: bundle([took, { response: { status: '200', outcome: hint } }]) }],
    ['with 201', { status: 201, body: bundle([took, took]) }],
    ['with 204', { status: 204, type: '' }],
    ['with an empty body of a stated length', { type: '', headers: { 'content-length': '0' } }],
    ['with an empty body in chunks', { headers: { 'transfer-encoding': 'chunked' } }],
  ])('%s', (_, answer) => {
    expect(failureOf(answer)).toBeUndefined();
  });
});

describe('nothing is known of a transaction that is answered with', () => {
  test.each<[string, Answer]>([
    ['an HTML page', { type: 'text/html', body: '<h1>Sign in</h1>' }],
    ['an HTML page that claims to be JSON', { body: '<h1>Sign in</h1>' }],
    ['a Bundle that claims to be HTML', { type: 'text/html', body: bundle([took, took]) }],
    ['a Bundle of no type', { type: '', body: bundle([took, took]) }],
    ['an OperationOutcome', { body: JSON.stringify(fault) }],
    ['the JSON of another system', { type: 'application/json', body: '{"ok":true}' }],
    ['null', { body: 'null' }],
    ['a list', { body: '[]' }],
    ['fewer entries', { body: bundle([took]) }],
    ['more entries', { body: bundle([took, took, took]) }],
    ['no entries', { body: bundle([], { entry: undefined }) }],
    ['an entry that was refused', { body: bundle([took, { response: { status: '422 Unprocessable' } }]) }],
    ['an entry that failed', { body: bundle([took, { response: { status: '500' } }]) }],
    ['a status that is none', { body: bundle([took, { response: { status: '2000' } }]) }],
    ['an entry without a response', { body: bundle([took, {}]) }],
    ['an error beside a 200', { body: bundle([took, { response: { status: '200', outcome: fault } }]) }],
    ['the transaction itself', { body: bundle([took, took], { type: 'transaction' }) }],
    ['the answer to a batch', { body: bundle([took, took], { type: 'batch-response' }) }],
    ['a Bundle that broke off', { body: bundle([took, took]).slice(0, -9) }],
    ['an empty page', { type: 'text/html', headers: { 'content-length': '0' } }],
    ['an empty body of no stated length', {}],
    ['202 and nothing', { status: 202, headers: { 'content-length': '0' } }],
  ])('%s', (_, answer) => {
    expect(failureOf(answer)).toMatchObject({ code: 'NoTransactionResponse', disposition: 'ambiguous' });
  });
});
