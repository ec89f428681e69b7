import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { type ISecurityGroup, Port, SecurityGroup, Peer as SourceAddress } from 'aws-cdk-lib/aws-ec2';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import {
  Cluster,
  ContainerImage,
  ContainerInsights,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  type ICluster,
  LogDrivers,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import { NetworkLoadBalancer, Protocol } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { CommandVariable } from '../lib/shared/environment-names.ts';
import type { ListenerChannel } from '../lib/site/gateway.ts';
import type { Site } from '../lib/site/site.ts';
import { acknowledge, inPacks } from './constructs/acknowledge.ts';
import { createLogGroup } from './constructs/log-group.ts';
import type { DataStack } from './data-stack.ts';
import type { Deployment, Network } from './deployment.ts';
import { importVpc } from './network-stack.ts';
import { type ProcessingStack, parameterOf } from './processing-stack.ts';

export interface GatewayStackProps extends StackProps {
  readonly network: Network;
  readonly site: Site;
  readonly deployment: Deployment;
  /** The security group of the endpoints to AWS, in a private deployment. */
  readonly ways?: ISecurityGroup | undefined;
  /** Path of the checked site. */
  readonly siteFile: string;
  /** Folder in which the content of the image is assembled. */
  readonly stagingFolder: string;
  readonly data: DataStack;
  readonly processing: ProcessingStack;
}

const HEALTH_PORT = 8081;

/**
 * The gateway in the cloud, for sites that reach it over a VPN: the same image on Fargate, in private
 * subnets, behind a Network Load Balancer of its own. It only relays, because the disk of a task does not
 * survive it.
 */
export class GatewayStack extends Stack {
  constructor(scope: Construct, id: string, props: GatewayStackProps) {
    super(scope, id, props);
    const { network, site, data, processing } = props;
    const listeners = listenersOf(site);
    const vpc = importVpc(this, network);
    const hospital = SourceAddress.ipv4(network.allow);
    const ownGroup = new SecurityGroup(this, 'TaskGroup', { vpc, description: 'Labwire gateway tasks' });
    const balancerGroup = new SecurityGroup(this, 'BalancerGroup', { vpc, description: 'Labwire gateway' });
    const balancer = new NetworkLoadBalancer(this, 'Balancer', {
      vpc,
      internetFacing: false,
      deletionProtection: true,
      crossZoneEnabled: true,
      securityGroups: [balancerGroup],
    });
    const told = (what: Parameters<typeof parameterOf>[1]) =>
      StringParameter.valueForStringParameter(this, parameterOf(props.deployment, what));
    this.addStackDependency(processing);
    const task = new FargateTaskDefinition(this, 'Task', {
      cpu: 512,
      memoryLimitMiB: 1024,
      runtimePlatform: {
        cpuArchitecture: CpuArchitecture.ARM64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
    });
    if (processing.gatewayAccess === undefined) throw new Error('a gateway on Fargate without a policy');
    task.taskRole.addManagedPolicy(processing.gatewayAccess);
    const image = new DockerImageAsset(this, 'Image', {
      directory: stageImage(props),
      platform: Platform.LINUX_ARM64,
    });
    task.addContainer('Gateway', {
      image: ContainerImage.fromDockerImageAsset(image),
      readonlyRootFilesystem: true,
      user: 'node',
      stopTimeout: Duration.seconds(60),
      portMappings: [
        ...listeners.map(({ port }) => ({ containerPort: port })),
        { containerPort: HEALTH_PORT },
      ],
      environment: {
        LABWIRE_URL: processing.apiUrl,
        AWS_REGION: this.region,
        LABWIRE_SITE: '/app/site/site.json',
        LABWIRE_WORK_QUEUES: told('work-queues'),
        LABWIRE_RESULT_QUEUES: told('result-queues'),
      } satisfies Partial<Record<CommandVariable | 'AWS_REGION', string>>,
      logging: LogDrivers.awsLogs({
        streamPrefix: 'gateway',
        logGroup: createLogGroup(this, 'Logs', data.key),
      }),
    });
    const service = new FargateService(this, 'Service', {
      cluster: new Cluster(this, 'Cluster', {
        vpc,
        containerInsightsV2: ContainerInsights.ENABLED,
      }) as ICluster,
      taskDefinition: task,
      desiredCount: 2,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
      securityGroups: [ownGroup],
    });
    ownGroup.addIngressRule(balancerGroup, Port.tcp(HEALTH_PORT), 'health checks');
    // the rule belongs to this stack, which is deleted before that of the endpoints
    props.ways?.addIngressRule(ownGroup, Port.tcp(443), 'the gateway', true);
    for (const { id: channel, port } of listeners) {
      balancerGroup.addIngressRule(hospital, Port.tcp(port), `channel ${channel}`);
      ownGroup.addIngressRule(balancerGroup, Port.tcp(port), `channel ${channel}`);
      const listener = balancer.addListener(`Listener-${channel}`, { port, protocol: Protocol.TCP });
      acknowledge(
        listener,
        'Analyzers speak plain MLLP or ASTM, which the VPN encrypts; only the hospital network reaches the balancer',
        ...inPacks('ELBv2ACMCertificateRequired'),
      );
      listener.addTargets(`Target-${channel}`, {
        port,
        protocol: Protocol.TCP,
        targets: [service.loadBalancerTarget({ containerName: 'Gateway', containerPort: port })],
        // the gateway must see the address of the sender
        preserveClientIp: true,
        deregistrationDelay: Duration.seconds(60),
        healthCheck: { protocol: Protocol.HTTP, port: String(HEALTH_PORT), path: '/readyz' },
      });
    }
    acknowledge(
      balancer,
      'A Network Load Balancer logs only TLS connections, and these are plain MLLP in the VPN; the gateway logs every connection and message',
      'AwsSolutions-ELB2',
      ...inPacks('ELBLoggingEnabled'),
    );
    acknowledge(
      task,
      'The variables are addresses of this deployment; none is a secret',
      'AwsSolutions-ECS2',
    );
    acknowledge(
      task,
      'ECS needs this to fetch the image and to write logs: a registry token has no resource that could be named, and the policy is for this role only',
      'AwsSolutions-IAM5[Resource::*]',
      ...inPacks('IAMNoInlinePolicy'),
    );
    new CfnOutput(this, 'GatewayAddress', { value: balancer.loadBalancerDnsName });
  }
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** Assembles the image: the gateway's files, with the checked site instead of the example. */
function stageImage({ siteFile, stagingFolder }: GatewayStackProps): string {
  const parts = [
    'cli',
    'gateway',
    'lib',
    'packages',
    'profiles',
    'package.json',
    'package-lock.json',
    '.npmrc',
  ];
  for (const part of [...parts, 'Dockerfile'])
    cpSync(join(root, part), join(stagingFolder, part), { recursive: true });
  mkdirSync(join(stagingFolder, 'site'), { recursive: true });
  cpSync(siteFile, join(stagingFolder, 'site', 'site.json'));
  return stagingFolder;
}

/** @throws if a channel cannot be served from a task */
function listenersOf(site: Site): readonly ListenerChannel[] {
  const channels = site.gateway?.channels ?? [];
  return channels.map((channel) => {
    if (channel.kind === 'astm-serial') throw new Error(`channel ${channel.id}: Fargate has no serial lines`);
    if (channel.policy === 'store-and-forward')
      throw new Error(
        `channel ${channel.id}: the disk of a Fargate task does not last. Use the policy relay, or a gateway on site`,
      );
    if (channel.tls !== undefined)
      throw new Error(
        `channel ${channel.id}: certificates are files, and a Fargate task has none. Remove tls: the VPN encrypts`,
      );
    return channel;
  });
}
