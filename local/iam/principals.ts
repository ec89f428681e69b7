import type { TemplateResource } from '../cloud-assembly.ts';
import type { TemplateResolver } from '../template-resolver.ts';

/** An IAM policy document with resolved references. */
export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  /** Values by operator and context key. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * The policies of each caller: a function by its logical id, `gateway`, `operator`, and `feed-ehr` for the
 * reader of the feed `ehr`, or of what events of the destination `ehr` name.
 */
export type Principals = ReadonlyMap<string, readonly PolicyDocument[]>;

/**
 * Reads the permissions of all callers from the template. AWS managed policies are not read; the template
 * uses none here.
 */
export function readPrincipals(template: TemplateResolver): Principals {
  const inline = template.resourcesOf('AWS::IAM::Policy');
  const managed = template.resourcesOf('AWS::IAM::ManagedPolicy');
  const roles = new Map(
    template
      .resourcesOf('AWS::IAM::Role')
      .map((role) => [
        `arn:aws:iam::${template.account}:role/${template.physicalName(role)}`,
        template.physicalName(role),
      ]),
  );
  const functions = template.resourcesOf('AWS::Lambda::Function').map((one) => {
    const role = roles.get(String(one.properties['Role']));
    const ofRole = [...inline, ...managed].filter(
      ({ properties }) => role !== undefined && (properties['Roles'] as string[] | undefined)?.includes(role),
    );
    return [one.logicalId, ofRole.map(documentOf)] as const;
  });
  const policies = managed.map((policy) => [callerOf(policy), [documentOf(policy)]] as const);
  // Lambda polls a queue with the role of the queue's function
  const pollers = functions.map(([caller, documents]) => [pollerOf(caller), documents] as const);
  return new Map<string, readonly PolicyDocument[]>([...functions, ...pollers, ...policies]);
}

const POLLER = 'poller-';

/**
 * The caller that polls the queue of a function. It is separate, so that its requests are counted separately.
 */
export const pollerOf = (caller: string): string => `${POLLER}${caller}`;

/** The caller whose role is used. */
export const roleOf = (caller: string): string =>
  caller.startsWith(POLLER) ? caller.slice(POLLER.length) : caller;

const callerOf = ({ logicalId }: TemplateResource): string => {
  if (logicalId.startsWith('GatewaysAccess')) return 'gateway';
  if (logicalId.startsWith('OperatorAccess')) return 'operator';
  return logicalId.replace(/^(?:Feed|Deliver)(\w+)Access[0-9A-F]{8}$/, 'feed-$1');
};

const documentOf = ({ properties }: TemplateResource): PolicyDocument =>
  properties['PolicyDocument'] as PolicyDocument;
