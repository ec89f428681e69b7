import type { TemplateResource } from '../cloud-assembly.ts';
import type { TemplateResolver } from '../template-resolver.ts';

/** A policy document of IAM, with its references resolved. */
export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** Who may make requests: a function by its logical id, `gateway`, `operator`, and `feed-ehr` for the reader of the feed `ehr`. */
export type Principals = ReadonlyMap<string, readonly PolicyDocument[]>;

/** What the template lets everybody do. AWS's own policies are not read: nothing here has one. */
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
  // what polls the queue of a function has the function's role
  const pollers = functions.map(([caller, documents]) => [pollerOf(caller), documents] as const);
  return new Map<string, readonly PolicyDocument[]>([...functions, ...pollers, ...policies]);
}

const POLLER = 'poller-';

/** The caller that polls the queue of a function, so that it is counted apart. */
export const pollerOf = (caller: string): string => `${POLLER}${caller}`;

/** Whose role a caller has. */
export const roleOf = (caller: string): string =>
  caller.startsWith(POLLER) ? caller.slice(POLLER.length) : caller;

const callerOf = ({ logicalId }: TemplateResource): string => {
  if (logicalId.startsWith('GatewaysAccess')) return 'gateway';
  if (logicalId.startsWith('OperatorAccess')) return 'operator';
  return logicalId.replace(/^Feed(\w+)Access[0-9A-F]{8}$/, 'feed-$1');
};

const documentOf = ({ properties }: TemplateResource): PolicyDocument =>
  properties['PolicyDocument'] as PolicyDocument;
