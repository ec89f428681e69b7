import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createApp } from '../../infra/app.ts';
import { gatewaySchema } from '../../lib/site/gateway.ts';
import { aSite } from '../support/site.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const network = {
  vpcId: 'vpc-0123456789abcdef0',
  availabilityZones: ['us-east-1a', 'us-east-1b'],
  privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  allow: '10.20.0.0/16',
};

const mllp = { kind: 'mllp', host: '0.0.0.0', port: 2575 };

function synthesize(channel: Readonly<Record<string, unknown>> = {}) {
  const outdir = mkdtempSync(join(tmpdir(), 'labwire-infra-'));
  folders.push(outdir);
  const site = aSite({
    gateway: gatewaySchema.parse({
      channels: [{ id: 'analyzers', ...('kind' in channel ? {} : mllp), ...channel }],
    }),
  });
  const app = createApp(
    { site, siteVersion: 'test' },
    {
      outdir,
      context: {
        environment: 'production',
        environments: { production: { network, fargateGateway: true } },
        'aws:cdk:bundling-stacks': [],
      },
      analyticsReporting: false,
      builtinCloudFormationValidation: false,
    },
  );
  const assembly = app.synth();
  const resources = Object.values(
    assembly.getStackByName('LabwireGateway').template['Resources'] as Record<
      string,
      { Type: string; Properties: never }
    >,
  );
  const ofType = (type: string) =>
    resources
      .filter((resource) => resource.Type === type)
      .map(({ Properties }) => Properties as Record<string, unknown>);
  return { outdir, ofType };
}

describe('the gateway on Fargate', () => {
  const { outdir, ofType } = synthesize();

  test('runs as a user that is not root, on a file system that it cannot write to', () => {
    const [task] = ofType('AWS::ECS::TaskDefinition');
    expect(task?.['ContainerDefinitions']).toMatchObject([{ ReadonlyRootFilesystem: true, User: 'node' }]);
  });

  test('is reached from the VPN alone, and nobody on the internet reaches it', () => {
    expect(ofType('AWS::ElasticLoadBalancingV2::LoadBalancer')).toMatchObject([{ Scheme: 'internal' }]);
    const groups = ofType('AWS::EC2::SecurityGroup').flatMap(
      ({ SecurityGroupIngress = [] }) => SecurityGroupIngress as { CidrIp: string }[],
    );
    expect(groups.map(({ CidrIp }) => CidrIp)).toEqual(['10.20.0.0/16']);
    expect(ofType('AWS::ECS::Service')).toMatchObject([
      { NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } } },
    ]);
  });

  test('is asked whether it is ready before messages come to it, and is told who sent them', () => {
    const [target] = ofType('AWS::ElasticLoadBalancingV2::TargetGroup');
    expect(target).toMatchObject({ HealthCheckPath: '/readyz', HealthCheckPort: '8081', Port: 2575 });
    expect(target?.['TargetGroupAttributes']).toContainEqual({
      Key: 'preserve_client_ip.enabled',
      Value: 'true',
    });
  });

  test('carries the checked site in its image', () => {
    const { site } = JSON.parse(readFileSync(join(outdir, 'gateway-image', 'site', 'site.json'), 'utf8'));
    expect(site.gateway.channels).toMatchObject([{ id: 'analyzers' }]);
  });

  test.each([
    ['that stores and forwards', { policy: 'store-and-forward' }, /the disk of a Fargate task does not last/],
    ['with certificates', { tls: { certificate: 'a', key: 'b' } }, /certificates are files/],
    ['on a serial line', { kind: 'astm-serial', path: '/dev/ttyS0' }, /no serial line/],
  ])('refuses a channel %s, and says what to do', (_, channel, message) => {
    expect(() => synthesize(channel)).toThrow(message);
  });
});

test('the image is made by a user without rights, and of the lines that are there', () => {
  const dockerfile = readFileSync(fileURLToPath(new URL('../../Dockerfile', import.meta.url)), 'utf8');
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile.indexOf('USER node')).toBeLessThan(dockerfile.indexOf('ENTRYPOINT'));
  expect(dockerfile).toMatch(/^HEALTHCHECK .*\/healthz/m);
});
