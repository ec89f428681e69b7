import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The ids of a rule that HIPAA and NIST have under the same name. */
export const inPacks = (rule: string): string[] => [`HIPAA.Security-${rule}`, `NIST.800.53.R5-${rule}`];

/** Excepts a construct from rules of cdk-nag. `reason` tells a reviewer why this is acceptable. */
export function acknowledge(construct: IConstruct, reason: string, ...ids: string[]): void {
  for (const id of ids) Validations.of(construct).acknowledge({ id, reason });
}
