import * as z from 'zod';
import type { HttpAnswer } from '../../adapters/http/http-client.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import { parseJson } from '../../shared/parse-json.ts';

const outcomeSchema = z.object({
  issue: z.array(z.object({ severity: z.enum(['information', 'warning']) })).optional(),
});

const responseSchema = z.object({
  resourceType: z.literal('Bundle'),
  type: z.literal('transaction-response'),
  entry: z
    .array(
      z.object({
        response: z.object({
          status: z.string().regex(/^2\d\d(?:\s|$)/),
          outcome: outcomeSchema.optional(),
        }),
      }),
    )
    .default([]),
});

/**
 * The failure of a transaction that was answered with 2xx. Undefined if the answer shows that the server took
 * all `entries`: a Bundle of type transaction-response with a 2xx status for each (FHIR R4 §3.1.0.11.3), or the
 * empty body that `Prefer: return=minimal` asks for. Everything else may come from a proxy, so nothing is known.
 */
export function transactionFailure(answer: HttpAnswer, entries: number): AdapterError | undefined {
  if (isEmptyAsAsked(answer) || isWhole(answer, entries)) return undefined;
  return new AdapterError('NoTransactionResponse', 'ambiguous', 'The answer is not that of a transaction', {
    cause: new Error(answer.body.toString('utf8')),
  });
}

function isWhole(answer: HttpAnswer, entries: number): boolean {
  if (!isJson(answer)) return false;
  const response = responseSchema.safeParse(parseJson(new TextDecoder().decode(answer.body)));
  return response.success && response.data.entry.length === entries;
}

/** An empty body counts only if the server said that there is none; a connection that ended says nothing. */
function isEmptyAsAsked({ status, headers, body }: HttpAnswer): boolean {
  if (body.length > 0 || ![200, 201, 204].includes(status)) return false;
  if (headers['content-type'] !== undefined && !isJson({ headers })) return false;
  return status === 204 || headers['content-length'] === '0' || headers['transfer-encoding'] === 'chunked';
}

const isJson = ({ headers }: Pick<HttpAnswer, 'headers'>): boolean =>
  ['application/fhir+json', 'application/json'].includes(
    headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '',
  );
