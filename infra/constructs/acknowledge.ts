import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A rule that HIPAA and NIST have under the same name. */
export const inPacks = (rule: string): string[] => [`HIPAA.Security-${rule}`, `NIST.800.53.R5-${rule}`];

/** Says of a construct that rules of cdk-nag do not hold for it, and why a reviewer may accept that. */
export function acknowledge(construct: IConstruct, reason: string, ...ids: string[]): void {
  for (const id of ids) Validations.of(construct).acknowledge({ id, reason });
}
