import type { Issue } from '@labwire/hl7/issue';
import type { OperationOutcome, OperationOutcomeIssue } from '@medplum/fhirtypes';
import { compact } from './compact.ts';

/**
 * An OperationOutcome with one FHIR issue for each issue. `expression` holds the HL7 path, for example
 * `OBX[2]-5.1`.
 */
export const toOperationOutcome = (
  issues: readonly (Issue & { readonly type?: OperationOutcomeIssue['code'] })[],
): OperationOutcome => ({
  resourceType: 'OperationOutcome',
  issue: issues.map(({ severity, code, at, message, type }) =>
    compact<OperationOutcomeIssue>({
      severity,
      code: type ?? 'processing',
      details: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0357', code }],
        text: message,
      },
      expression: at === undefined ? undefined : [at],
    }),
  ),
});
