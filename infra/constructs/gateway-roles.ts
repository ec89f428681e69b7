import { CfnOutput, Stack } from 'aws-cdk-lib';
import {
  AccountRootPrincipal,
  type IPrincipal,
  ManagedPolicy,
  PolicyStatement,
  Role,
  ServicePrincipal,
  SessionTagsPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { CfnProfile } from 'aws-cdk-lib/aws-rolesanywhere';
import { Construct } from 'constructs';
import type { DataStack } from '../data-stack.ts';
import type { Deployment } from '../deployment.ts';
import { assignQueues } from '../gateway-queues.ts';
import { acknowledgeObjects, readEncrypted, readObjects, takeFrom } from './grants.ts';
import type { QueuePair } from './monitored-queue.ts';
import type { ProtectedApi } from './protected-api.ts';

/** The API paths for gateways: messages, and receipts for results that they delivered. */
export const gatewayPaths = ['/v1/messages', '/v1/deliveries'] as const;

export interface GatewayRolesProps {
  readonly deployment: Deployment;
  readonly data: DataStack;
  readonly api: ProtectedApi;
  /** Work for instruments, by source. */
  readonly work: Readonly<Record<string, QueuePair>>;
  /** Results for EHRs that listen to MLLP, by destination. */
  readonly results: Readonly<Record<string, QueuePair>>;
}

/** The queues of a gateway, as `labwire gateway` takes them. */
export interface OwnQueues {
  readonly work: Readonly<Record<string, QueuePair>>;
  readonly results: Readonly<Record<string, QueuePair>>;
}

/**
 * The permissions of gateways: a role and a policy for each, so that one gateway can be shut out alone, and none
 * reads the queues of another.
 */
export class GatewayRoles extends Construct {
  /** What the gateway on Fargate may do, and its queues. */
  readonly fargate: (OwnQueues & { readonly access: ManagedPolicy }) | undefined;
  readonly #props: GatewayRolesProps;

  constructor(scope: Construct, id: string, props: GatewayRolesProps) {
    super(scope, id);
    this.#props = props;
    const { deployment, work, results } = props;
    const { byGateway, ofFargate } = assignQueues(deployment, [
      ...new Set([...Object.keys(work), ...Object.keys(results)]),
    ]);
    if (deployment.fargateGateway) {
      const own = this.#queuesOf(ofFargate);
      this.fargate = { ...own, access: this.#createPolicy('Access', 'on Fargate', own) };
    }
    for (const [gateway, { trustAnchorArn }] of Object.entries(deployment.gateways)) {
      const own = this.#queuesOf(byGateway.get(gateway) ?? []);
      const access = this.#createPolicy(`Access-${gateway}`, gateway, own);
      const tell = (name: string, value: string, description: string) =>
        new CfnOutput(this, `${name}-${gateway}`, { value, description });
      tell('PolicyArn', access.managedPolicyArn, `What the role of the gateway ${gateway} needs`);
      tell('WorkQueues', urlsOf(this, own.work), 'labwire gateway --work-queues');
      tell('ResultQueues', urlsOf(this, own.results), 'labwire gateway --result-queues');
      const role = new Role(this, `Role-${gateway}`, {
        description: `Labwire: the gateway ${gateway}`,
        assumedBy:
          trustAnchorArn === undefined ? new AccountRootPrincipal() : certified(gateway, trustAnchorArn),
        managedPolicies: [access],
      });
      // Roles Anywhere sets the source identity of each session from its certificate
      if (trustAnchorArn !== undefined)
        role.assumeRolePolicy?.addStatements(
          new PolicyStatement({
            actions: ['sts:SetSourceIdentity'],
            principals: [certified(gateway, trustAnchorArn)],
          }),
        );
      new CfnOutput(this, `RoleArn-${gateway}`, {
        value: role.roleArn,
        description: `The role of the gateway ${gateway}`,
      });
      if (trustAnchorArn === undefined) continue;
      const profile = new CfnProfile(this, `Profile-${gateway}`, {
        name: `${Stack.of(this).stackName}-${gateway}`,
        enabled: true,
        roleArns: [role.roleArn],
      });
      new CfnOutput(this, `ProfileArn-${gateway}`, { value: profile.attrProfileArn });
    }
  }

  #queuesOf(ids: readonly string[]): OwnQueues {
    const own = (queues: Readonly<Record<string, QueuePair>>) =>
      Object.fromEntries(Object.entries(queues).filter(([id]) => ids.includes(id)));
    return { work: own(this.#props.work), results: own(this.#props.results) };
  }

  #createPolicy(id: string, gateway: string, { work, results }: OwnQueues): ManagedPolicy {
    const { data, api } = this.#props;
    const queues = [...Object.values(work), ...Object.values(results)].map(({ queue }) => queue);
    const outbound = Object.keys(results).map((destination) => `outbound/${destination}`);
    const statements = [
      new PolicyStatement({
        actions: ['execute-api:Invoke'],
        resources: gatewayPaths.map((path) => api.api.arnForExecuteApi('POST', path, api.stageName)),
      }),
      ...(queues.length === 0 ? [] : [takeFrom(queues), readEncrypted(data)]),
      ...(outbound.length === 0 ? [] : [readObjects(data, ...outbound)]),
    ];
    const access = new ManagedPolicy(this, id, {
      description: `Labwire: what the gateway ${gateway} may do`,
      statements,
    });
    acknowledgeObjects(access, data, statements);
    return access;
  }
}

const urlsOf = (scope: Construct, queues: Readonly<Record<string, QueuePair>>): string =>
  Stack.of(scope).toJsonString(
    Object.fromEntries(Object.entries(queues).map(([id, { queue }]) => [id, queue.queueUrl])),
  );

/** Trusts a certificate of the hospital's authority whose common name is the gateway (IAM Roles Anywhere). */
const certified = (gateway: string, trustAnchorArn: string): IPrincipal =>
  new SessionTagsPrincipal(
    new ServicePrincipal('rolesanywhere.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:PrincipalTag/x509Subject/CN': gateway },
        ArnEquals: { 'aws:SourceArn': trustAnchorArn },
      },
    }),
  );
