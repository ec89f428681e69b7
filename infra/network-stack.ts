import { Stack, type StackProps } from 'aws-cdk-lib';
import {
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  type IVpc,
  Port,
  SecurityGroup,
  Peer as SourceAddress,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { Site } from '../lib/site/site.ts';
import type { PlatformNetwork } from './constructs/platform.ts';
import type { Deployment, Network } from './deployment.ts';

export const importVpc = (scope: Construct, network: Network): IVpc =>
  Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: network.vpcId,
    availabilityZones: [...network.availabilityZones],
    privateSubnetIds: [...network.privateSubnetIds],
    ...(network.routeTableIds === undefined
      ? {}
      : { privateSubnetRouteTableIds: [...network.routeTableIds] }),
  });

/** The endpoints to AWS that a private deployment needs instead of the internet. */
const services = {
  Api: InterfaceVpcEndpointAwsService.APIGATEWAY,
  Sqs: InterfaceVpcEndpointAwsService.SQS,
  Secrets: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  XRay: InterfaceVpcEndpointAwsService.XRAY,
} as const;

/** Further endpoints for the console, which shows alarms and counts, and asks what a release would change. */
const servicesOfConsole = {
  Monitoring: InterfaceVpcEndpointAwsService.CLOUDWATCH_MONITORING,
  Functions: InterfaceVpcEndpointAwsService.LAMBDA,
} as const;

/** Further endpoints for starting a Fargate task. */
const servicesOfTasks = {
  Registry: InterfaceVpcEndpointAwsService.ECR,
  Images: InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
} as const;

/** Endpoints to AWS in the hospital's network, for a deployment without internet. */
export class NetworkStack extends Stack implements PlatformNetwork {
  readonly vpc: IVpc;
  readonly functions: SecurityGroup;
  readonly apiEndpointId: string;
  /** The security group of the endpoints; its rules say who may use them. */
  readonly ways: SecurityGroup;

  constructor(
    scope: Construct,
    id: string,
    {
      network,
      deployment,
      site,
      ...props
    }: StackProps & { readonly network: Network; readonly deployment: Deployment; readonly site: Site },
  ) {
    super(scope, id, props);
    this.vpc = importVpc(this, network);
    this.functions = new SecurityGroup(this, 'Functions', {
      vpc: this.vpc,
      description: 'Labwire functions: to AWS and to the destinations of the site',
    });
    this.ways = new SecurityGroup(this, 'Ways', {
      vpc: this.vpc,
      description: 'Labwire: ways to AWS',
      allowAllOutbound: false,
    });
    this.ways.addIngressRule(SourceAddress.ipv4(network.allow), Port.tcp(443), 'the hospital');
    this.ways.addIngressRule(this.functions, Port.tcp(443), 'the functions');
    for (const [name, service] of Object.entries({
      Table: GatewayVpcEndpointAwsService.DYNAMODB,
      Bucket: GatewayVpcEndpointAwsService.S3,
    }))
      this.vpc.addGatewayEndpoint(name, { service });
    const all = {
      ...services,
      ...(deployment.fargateGateway ? servicesOfTasks : {}),
      ...(site.console === undefined ? {} : servicesOfConsole),
    };
    const endpoints = Object.entries(all).map(([name, service]) =>
      this.vpc.addInterfaceEndpoint(name, { service, securityGroups: [this.ways], open: false }),
    );
    this.apiEndpointId = endpoints[0]?.vpcEndpointId ?? '';
  }
}
