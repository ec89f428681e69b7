import { createServer, type IncomingMessage } from 'node:http';
import { badRequest, normalizeOperationOutcome, OperationOutcomeError } from '@medplum/core';
import { FhirRouter } from '@medplum/fhir-router';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { close, listen } from '../listen.ts';
import { loadFhirDefinitions } from './fhir-definitions.ts';
import { type Hl7Receiver, startHl7Receiver } from './hl7-receiver.ts';
import { EhrRepository } from './repository.ts';
import { runTransaction } from './transaction.ts';

export interface EhrServer {
  /** The FHIR base address. */
  readonly url: string;
  /** The same EHR for HL7 v2: its URL for messages, and its MLLP port. */
  readonly hl7Url: string;
  readonly mllpPort: number;
  readonly hl7: Hl7Receiver;
  readonly repository: EhrRepository;
  /** Answers every request with this status, until called without one: an EHR in trouble. */
  failWith(status?: number): void;
  stop(): Promise<void>;
}

const BASE = '/fhir/R4';

/** A FHIR R4 server that stands for the hospital's EHR: transactions, reads and searches. */
export async function startEhr(options: {
  readonly dataDirectory?: string | undefined;
  readonly port?: number;
  /** `false`: nothing is sent to it, so it reads the definitions of FHIR only when it is asked after all. */
  readonly isUsed?: boolean;
}): Promise<EhrServer> {
  if (options.isUsed !== false) loadFhirDefinitions();
  const repository = await EhrRepository.open(options.dataDirectory);
  const router = new FhirRouter();
  let failure: number | undefined;
  let last: Promise<unknown> = Promise.resolve();
  /** Runs one transaction at a time, so that each sees the writes of the one before. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
  const answer = async (
    request: IncomingMessage,
  ): Promise<{ status: number; body: Resource | undefined }> => {
    const url = new URL(request.url ?? '/', 'http://ehr');
    const path = url.pathname.slice(BASE.length);
    const body = await readJson(request);
    loadFhirDefinitions();
    if (request.method === 'POST' && (path === '' || path === '/'))
      return { status: 200, body: await inTurn(() => runTransaction(body as Bundle, repository)) };
    const [outcome, resource] = await router.handleRequest(
      {
        method: request.method as 'GET',
        url: `${path}${url.search}`,
        pathname: '',
        body,
        params: {},
        query: {},
      },
      repository,
    );
    return { status: statusOf(outcome.id), body: resource ?? outcome };
  };
  const server = createServer((request, response) => {
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/fhir+json' });
      response.end(JSON.stringify(body));
    };
    if (failure !== undefined) return send(failure, badRequest('The EHR is in trouble'));
    return answer(request).then(
      ({ status, body }) => send(status, body),
      (failure: unknown) =>
        send(failure instanceof OperationOutcomeError ? 400 : 500, normalizeOperationOutcome(failure)),
    );
  });
  const port = await listen(server, options.port);
  const hl7 = await startHl7Receiver();
  return {
    hl7Url: hl7.url,
    mllpPort: hl7.mllpPort,
    hl7,
    url: `http://127.0.0.1:${port}${BASE}`,
    repository,
    failWith: (status) => {
      failure = status;
    },
    stop: async () => {
      await close(server);
      await hl7.stop();
      repository.close();
    },
  };
}

const statusOf = (outcome: string | undefined): number =>
  outcome === 'ok' || outcome === 'created' ? 200 : outcome === 'not-found' ? 404 : 400;

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  if (chunks.length === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new OperationOutcomeError(badRequest('Not JSON'));
  }
}
