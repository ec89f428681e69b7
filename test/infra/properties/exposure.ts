import { expect, test } from '@jest/globals';
import { type Synthesized, text } from '../../support/template.ts';

/** Of a deployment: the way in. */
export function exposureProperties(deployment: Synthesized): void {
  const { ofType, environment } = deployment;
  const isPrivate = environment['isPrivate'] === true;

  test('wants a signature of gateways and a token of readers; the console checks the cookies of people itself', () => {
    const parts = new Map(
      ofType('AWS::ApiGateway::Resource').map(([id, { Properties }]) => [id, Properties] as const),
    );
    const pathOf = (id: string | undefined): string => {
      const resource = parts.get(id ?? '');
      if (resource === undefined) return '';
      return `${pathOf((resource['ParentId'] as { Ref?: string }).Ref)}/${String(resource['PathPart'])}`;
    };
    const methods = ofType('AWS::ApiGateway::Method').map(([, { Properties }]) => [
      `${String(Properties['HttpMethod'])} ${pathOf((Properties['ResourceId'] as { Ref: string }).Ref)}`,
      Properties['AuthorizationType'],
    ]);
    expect(Object.fromEntries(methods)).toEqual({
      'POST /v1/messages': 'AWS_IAM',
      'POST /v1/deliveries': 'AWS_IAM',
      'GET /fhir/metadata': 'NONE',
      'GET /fhir/.well-known/smart-configuration': 'NONE',
      'GET /fhir/{proxy+}': 'CUSTOM',
      'POST /fhir/{proxy+}': 'CUSTOM',
      'DELETE /fhir/{proxy+}': 'CUSTOM',
      'GET /console': 'NONE',
      'GET /console/{proxy+}': 'NONE',
      'POST /console': 'NONE',
      'POST /console/{proxy+}': 'NONE',
    });
  });

  test('is behind a firewall with limits, which reads no body of a message', () => {
    expect(ofType('AWS::WAFv2::WebACL')).toHaveLength(3);
    expect(ofType('AWS::WAFv2::WebACLAssociation')).toHaveLength(3);
    const [, intake] = ofType('AWS::WAFv2::WebACL').find(([id]) => id.startsWith('Intake')) ?? [];
    expect(text(intake)).toContain('RateBasedStatement');
    expect(text(intake)).not.toContain('CommonRuleSet');
    expect(text(intake)).not.toContain('KnownBadInputs');
    for (const [, { Properties }] of ofType('AWS::WAFv2::LoggingConfiguration'))
      for (const secret of ['QueryString', 'authorization', 'cookie'])
        expect(text(Properties['RedactedFields'])).toContain(secret);
    for (const [, { Properties }] of ofType('AWS::ApiGateway::Stage'))
      expect(text(Properties['MethodSettings'])).toContain('ThrottlingRateLimit');
  });

  test('is logged without what was asked for', () => {
    for (const [, { Properties }] of ofType('AWS::ApiGateway::Stage')) {
      const format = text(Properties['AccessLogSetting']);
      expect(format).toContain('$context.resourcePath');
      for (const revealing of [
        '$context.path',
        'querystring',
        'requestOverride',
        '$context.error.messageString',
      ])
        expect(format).not.toContain(revealing);
      expect(text(Properties['MethodSettings'])).toContain('"DataTraceEnabled":false');
    }
  });

  test('is not from the internet where it is private', () => {
    for (const [, { Properties }] of ofType('AWS::ApiGateway::RestApi')) {
      expect(Properties['EndpointConfiguration']).toMatchObject({
        Types: [isPrivate ? 'PRIVATE' : 'REGIONAL'],
      });
      expect(text(Properties['Policy'] ?? '').includes('aws:SourceVpce')).toBe(isPrivate);
    }
    const sources = ofType('AWS::EC2::SecurityGroup').flatMap(
      ([, { Properties }]) => (Properties['SecurityGroupIngress'] as { CidrIp?: string }[] | undefined) ?? [],
    );
    for (const { CidrIp } of sources) expect(CidrIp).toBe('10.20.0.0/16');
    expect(ofType('AWS::EC2::VPCEndpoint')).toHaveLength(isPrivate ? 11 : 0);
    for (const [, { Properties }] of ofType('AWS::ElasticLoadBalancingV2::LoadBalancer'))
      expect(Properties['Scheme']).toBe('internal');
  });

  test('asks for a signature also behind the VPC endpoint', () => {
    const [, intake] = ofType('AWS::ApiGateway::RestApi').find(([id]) => id.startsWith('Intake')) ?? [];
    const policy = intake?.Properties['Policy'] as
      | { Statement: { Effect: string; Principal: unknown }[] }
      | undefined;
    for (const { Effect, Principal } of policy?.Statement ?? [])
      if (Effect === 'Allow') expect(text(Principal)).toContain(':root');
  });

  test('nothing lets everybody do anything', () => {
    for (const type of [
      'AWS::SQS::QueuePolicy',
      'AWS::S3::BucketPolicy',
      'AWS::SNS::TopicPolicy',
      'AWS::KMS::Key',
    ])
      for (const [, { Properties }] of ofType(type)) {
        const document = (Properties['PolicyDocument'] ?? Properties['KeyPolicy']) as {
          Statement: { Effect: string; Principal: unknown }[];
        };
        for (const { Effect, Principal } of document.Statement)
          if (Effect === 'Allow') expect(text(Principal)).not.toContain('"*"');
      }
  });
}
