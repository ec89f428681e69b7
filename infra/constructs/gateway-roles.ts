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
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DataStack } from '../data-stack.ts';
import type { Deployment } from '../deployment.ts';
import { acknowledgeObjects, readEncrypted, readObjects, takeFrom } from './grants.ts';
import type { ProtectedApi } from './protected-api.ts';

/** The API paths for gateways: messages, and receipts for results that they delivered. */
export const gatewayPaths = ['/v1/messages', '/v1/deliveries'] as const;

export interface GatewayRolesProps {
  readonly deployment: Deployment;
  readonly data: DataStack;
  readonly api: ProtectedApi;
  /** Queues that gateways read: work for instruments, results for EHRs that listen to MLLP. */
  readonly queues: readonly IQueue[];
}

/** The permissions of gateways, with a role for each, so that one gateway can be shut out alone. */
export class GatewayRoles extends Construct {
  readonly access: ManagedPolicy;

  constructor(scope: Construct, id: string, { deployment, data, api, queues }: GatewayRolesProps) {
    super(scope, id);
    const statements = [
      new PolicyStatement({
        actions: ['execute-api:Invoke'],
        resources: gatewayPaths.map((path) => api.api.arnForExecuteApi('POST', path, api.stageName)),
      }),
      ...(queues.length === 0 ? [] : [takeFrom(queues), readObjects(data, 'outbound'), readEncrypted(data)]),
    ];
    this.access = new ManagedPolicy(this, 'Access', {
      description: 'Labwire: what a gateway may do',
      statements,
    });
    acknowledgeObjects(this.access, data, statements);
    for (const [gateway, { trustAnchorArn }] of Object.entries(deployment.gateways)) {
      const role = new Role(this, `Role-${gateway}`, {
        description: `Labwire: the gateway ${gateway}`,
        assumedBy:
          trustAnchorArn === undefined ? new AccountRootPrincipal() : certified(gateway, trustAnchorArn),
        managedPolicies: [this.access],
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
}

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
