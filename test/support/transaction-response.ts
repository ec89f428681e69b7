import type { Bundle } from '@medplum/fhirtypes';

/** The answer of a FHIR server that took each entry of a transaction (FHIR R4 §3.1.0.11.3). */
export function transactionResponse(transaction: string | Uint8Array): Bundle {
  const { entry = [] } = JSON.parse(Buffer.from(transaction).toString('utf8')) as Bundle;
  return {
    resourceType: 'Bundle',
    type: 'transaction-response',
    entry: entry.map(() => ({ response: { status: '200 OK' } })),
  };
}
