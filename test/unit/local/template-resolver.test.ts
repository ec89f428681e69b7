import { describe, expect, test } from '@jest/globals';
import type { CloudAssembly, TemplateResource } from '../../../local/cloud-assembly.ts';
import { TemplateResolver } from '../../../local/template-resolver.ts';

const aResource = (
  logicalId: string,
  type: string,
  properties: Readonly<Record<string, unknown>> = {},
  stack = 'app',
): TemplateResource => ({ stack, logicalId, type, properties });

const aTemplate = (resources: readonly TemplateResource[], rest: Partial<CloudAssembly> = {}) =>
  new TemplateResolver(
    { resources, outputs: new Map(), exports: new Map(), assetPath: () => '', ...rest },
    'http://127.0.0.1:4566',
  );

const others = [
  aResource('Queue', 'AWS::SQS::Queue', { FifoQueue: true }),
  aResource('Plain', 'AWS::SQS::Queue'),
  aResource('Bucket', 'AWS::S3::Bucket'),
  aResource('Table', 'AWS::DynamoDB::Table'),
  aResource('Topic', 'AWS::SNS::Topic'),
  aResource('Api', 'AWS::ApiGateway::RestApi'),
  aResource('Pool', 'AWS::Cognito::UserPool'),
];

/** The value of one property, as it is resolved. */
const resolved = (value: unknown, rest: Partial<CloudAssembly> = {}): unknown =>
  aTemplate([...others, aResource('It', 'Test', { value })], rest).resourcesOf('Test')[0]?.properties[
    'value'
  ];

describe('a value', () => {
  test.each([['text'], [7], [true], [null], [[1, 'a']], [{ a: { b: [] } }]])('%j stays as it is', (value) => {
    expect(resolved(value)).toEqual(value);
  });

  test('is resolved at any depth', () => {
    expect(resolved({ a: [{ b: { Ref: 'Table' } }] })).toEqual({ a: [{ b: 'app-Table' }] });
  });
});

describe('Ref', () => {
  test.each([
    ['AWS::Region', 'us-east-1'],
    ['AWS::AccountId', '000000000000'],
    ['AWS::Partition', 'aws'],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ['AWS::StackName', 'app'],
    ['Queue', 'http://127.0.0.1:4566/000000000000/app-Queue.fifo'],
    ['Plain', 'http://127.0.0.1:4566/000000000000/app-Plain'],
    ['Bucket', 'app-bucket'],
    ['Topic', 'arn:aws:sns:us-east-1:000000000000:app-Topic'],
  ])('of %s is %s', (Ref, expected) => {
    expect(resolved({ Ref })).toBe(expected);
  });

  test('of a resource of another stack is an error', () => {
    const template = aTemplate([
      aResource('It', 'Test', { value: { Ref: 'Far' } }),
      aResource('Far', 'AWS::DynamoDB::Table', {}, 'other'),
    ]);
    expect(() => template.resourcesOf('Test')).toThrow('app has no resource Far');
  });
});

describe('an attribute', () => {
  test.each([
    [['Queue', 'QueueName'], 'app-Queue.fifo'],
    [['Queue', 'Arn'], 'arn:aws:sqs:us-east-1:000000000000:app-Queue.fifo'],
    [['Bucket', 'Arn'], 'arn:aws:s3:::app-bucket'],
    [['Table', 'Arn'], 'arn:aws:dynamodb:us-east-1:000000000000:table/app-Table'],
    [['Api', 'RootResourceId'], 'app-Api-root'],
    [['Pool', 'ProviderURL'], 'https://cognito.invalid/app-Pool'],
  ])('%j is %s', (argument, expected) => {
    expect(resolved({ 'Fn::GetAtt': argument })).toBe(expected);
  });

  test('that is not known is an error that names it', () => {
    expect(() => resolved({ 'Fn::GetAtt': ['Table', 'StreamArn'] })).toThrow(
      'the local run does not know the attribute StreamArn of AWS::DynamoDB::Table',
    );
    expect(() => resolved({ 'Fn::GetAtt': ['Pool', 'Arn'] })).toThrow(
      'the local run does not know the ARN of AWS::Cognito::UserPool',
    );
  });
});

describe('an intrinsic function', () => {
  test.each([
    [{ 'Fn::Join': ['/', ['a', { Ref: 'Table' }, 7]] }, 'a/app-Table/7'],
    [{ 'Fn::Split': ['-', { Ref: 'Table' }] }, ['app', 'Table']],
    [{ 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    [{ 'Fn::Sub': `arn:\${AWS::Partition}:x:\${Table}` }, 'arn:aws:x:app-Table'],
  ])('%j is %j', (value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  test.each(['Fn::If', 'Fn::FindInMap', 'Fn::constructor', 'Fn::__proto__'])(
    'that is not known is an error: %s',
    (name) => {
      expect(() => resolved({ [name]: ['a'] })).toThrow(
        `the local run does not know the intrinsic function ${name}`,
      );
    },
  );

  test('beside another key is a value like any other', () => {
    expect(resolved({ Ref: 'Table', other: 1 })).toEqual({ Ref: 'Table', other: 1 });
  });

  test('of an export is resolved in the stack that exports', () => {
    const exports = new Map([['shared', { stack: 'other', value: { Ref: 'AWS::StackName' } }]]);
    expect(resolved({ 'Fn::ImportValue': 'shared' }, { exports })).toBe('other');
    expect(() => resolved({ 'Fn::ImportValue': 'constructor' }, { exports })).toThrow(
      'no stack exports constructor',
    );
  });
});

test('an output is resolved, and one that is not there is an error', () => {
  const outputs = new Map([['TableName', { stack: 'app', value: { Ref: 'Table' } }]]);
  const template = aTemplate(others, { outputs });
  expect(template.output('TableName')).toBe('app-Table');
  expect(() => template.output('constructor')).toThrow('the template has no output constructor');
});

test('names keep within what AWS allows', () => {
  const template = aTemplate([]);
  const long = 'L'.repeat(200);
  const nameOf = (type: string, properties = {}) => template.physicalName(aResource(long, type, properties));
  expect(nameOf('AWS::SQS::Queue').length).toBe(80);
  expect(nameOf('AWS::SQS::Queue', { FifoQueue: true })).toMatch(/^.{75}\.fifo$/);
  expect(nameOf('AWS::S3::Bucket')).toMatch(/^[a-z-]{63}$/);
});
