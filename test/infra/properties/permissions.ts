import { expect, test } from '@jest/globals';
import { dig, type Statement, type Synthesized, statementsOf, text } from '../../support/template.ts';

/** What knows no resource that could be named: each is acknowledged where it is granted, with the reason. */
const withoutResource = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'cloudwatch:DescribeAlarms',
  'cloudwatch:GetMetricData',
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
  'ecr:GetAuthorizationToken',
];

/** Of a deployment: permissions. */
export function permissionsProperties(deployment: Synthesized): void {
  const { ofType, environment } = deployment;
  const statements = statementsOf(deployment);

  test('name no action with a wildcard, and no resource but the objects of one kind', () => {
    expect(statements.length).toBeGreaterThan(20);
    for (const { actions, resources } of statements) {
      expect(actions.filter((action) => action.includes('*'))).toEqual([]);
      if (resources.includes('"*"')) expect(withoutResource).toEqual(expect.arrayContaining(actions));
      else
        for (const resource of resources)
          expect(
            resource.replaceAll(
              /\/(?:messages|reports|exports|updates|updates\/feed|outbound\/ward)\/\*/g,
              '',
            ),
          ).not.toContain('*');
    }
  });

  const common = [
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ];
  const actionsOf = (prefix: string): string[] =>
    [...new Set(statements.filter(({ id }) => id.startsWith(prefix)).flatMap(({ actions }) => actions))]
      .filter((action) => !common.includes(action) && !action.startsWith('ec2:'))
      .sort();
  const polls = [
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:ReceiveMessage',
  ];

  test.each([
    [
      'Receive',
      [
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        'kms:Decrypt',
        'kms:GenerateDataKey',
        's3:PutObject',
        'sqs:SendMessage',
      ],
    ],
    [
      'Normalize',
      [
        ...['BatchGetItem', 'BatchWriteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map(
          (one) => `dynamodb:${one}`,
        ),
        ...[
          'kms:Decrypt',
          'kms:GenerateDataKey',
          's3:GetObject',
          's3:PutObject',
          'sqs:SendMessage',
          ...polls,
        ],
      ],
    ],
    [
      'Console',
      [
        // BatchWriteItem ends waits of messages that an action frees
        ...['BatchGetItem', 'BatchWriteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map(
          (one) => `dynamodb:${one}`,
        ),
        ...['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData'],
        ...['kms:Decrypt', 'kms:GenerateDataKey', 'lambda:InvokeFunction', 's3:GetObject', 's3:PutObject'],
        ...['secretsmanager:GetSecretValue', 'sqs:SendMessage', ...polls],
      ],
    ],
    [
      'Interpret',
      ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query', 'kms:Decrypt', 's3:GetObject'],
    ],
    [
      'Inspect',
      [
        ...['BatchGetItem', 'BatchWriteItem', 'PutItem', 'Query'].map((one) => `dynamodb:${one}`),
        ...['kms:Decrypt', 'kms:GenerateDataKey', 'sqs:SendMessage'],
      ],
    ],
    ['Deliverehr', ['dynamodb:GetItem', 'dynamodb:PutItem', 'kms:Decrypt', 's3:GetObject', ...polls]],
    [
      'Deliverregistry',
      [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'kms:Decrypt',
        's3:GetObject',
        'secretsmanager:GetSecretValue',
        ...polls,
      ],
    ],
    [
      'Deliverward',
      [
        ...['dynamodb:GetItem', 'dynamodb:PutItem', 'kms:Decrypt', 'kms:GenerateDataKey'],
        ...['s3:GetObject', 's3:PutObject', 'sqs:SendMessage', ...polls],
      ],
    ],
    [
      'Deliversubscribers',
      [
        ...['GetItem', 'PutItem', 'Query', 'UpdateItem'].map((one) => `dynamodb:${one}`),
        ...['kms:Decrypt', 'kms:GenerateDataKey', 's3:GetObject', 'sqs:SendMessage', ...polls],
      ],
    ],
    ['Notifysubscribers', ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'kms:Decrypt', ...polls]],
    // PutItem writes down that somebody read, BatchWriteItem makes subscriptions and exports, UpdateItem ends an export
    [
      'Read',
      [
        'dynamodb:BatchGetItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        ...['kms:Decrypt', 'kms:GenerateDataKey', 's3:GetObject', 'sqs:SendMessage'],
      ],
    ],
    [
      'Export',
      [
        ...['BatchGetItem', 'BatchWriteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map(
          (one) => `dynamodb:${one}`,
        ),
        ...['kms:Decrypt', 'kms:GenerateDataKey', 's3:GetObject', 's3:PutObject', 'sqs:SendMessage'],
        ...polls,
      ],
    ],
    ['Authorize', ['kms:Decrypt']],
    [
      'GatewaysAccess',
      [
        'execute-api:Invoke',
        'kms:Decrypt',
        's3:GetObject',
        ...polls.filter((one) => !one.includes('Attributes')),
      ],
    ],
    ['Feedfeed', ['kms:Decrypt', 's3:GetObject', ...polls.filter((one) => !one.includes('Attributes'))]],
  ])('of %s are what it does and nothing else', (prefix, actions) => {
    expect(actionsOf(prefix)).toEqual([...actions].sort());
  });

  const writes = [
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:BatchWriteItem',
    'dynamodb:DeleteItem',
  ];
  const rowsOf = (prefix: string, action: string): string[] =>
    statements
      .filter(
        ({ id, effect, actions }) => id.startsWith(prefix) && effect === 'Allow' && actions.includes(action),
      )
      .flatMap(({ condition }) =>
        dig<string[]>(condition, 'ForAllValues:StringLike', 'dynamodb:LeadingKeys'),
      );

  test('to write to the table are for rows of some kinds', () => {
    const writing = statements.filter(
      ({ effect, actions }) => effect === 'Allow' && actions.some((action) => writes.includes(action)),
    );
    expect(writing.length).toBeGreaterThan(8);
    for (const { condition } of writing) expect(dig(condition, 'Null', 'dynamodb:LeadingKeys')).toBe('false');
    expect(rowsOf('Receive', 'dynamodb:PutItem')).toEqual(['MSG#*']);
    expect(rowsOf('Receive', 'dynamodb:UpdateItem')).toEqual(['DLV#*', 'MSG#*', 'QCU#*']);
    expect(rowsOf('Deliverehr', 'dynamodb:PutItem')).toEqual(['DLV#ehr#*']);
    expect(rowsOf('Read', 'dynamodb:PutItem')).toEqual(['AUD#*']);
    expect(rowsOf('Inspect', 'dynamodb:PutItem')).toEqual(['QCE#*', 'QCR#*', 'QCS#*']);
    expect(rowsOf('Inspect', 'dynamodb:BatchWriteItem')).toEqual(['WAIT#*']);
    expect(rowsOf('Read', 'dynamodb:BatchWriteItem')).toEqual(['EXP#*', 'SUB#*']);
    expect(rowsOf('Read', 'dynamodb:UpdateItem')).toEqual(['EXP#*']);
    expect(rowsOf('Export', 'dynamodb:PutItem')).toEqual(['AUD#*', 'EXP#*']);
    for (const action of ['UpdateItem', 'BatchWriteItem'])
      expect(rowsOf('Export', `dynamodb:${action}`)).toEqual(['EXP#*']);
    expect(rowsOf('Notifysubscribers', 'dynamodb:UpdateItem')).toEqual(['SUB#*']);
    expect(rowsOf('Deliversubscribers', 'dynamodb:PutItem')).toEqual(['DLV#subscribers#*', 'SUB#*']);
    expect(rowsOf('Normalize', 'dynamodb:PutItem')).toEqual(
      ['DEF', 'DEV', 'ORD', 'PAT', 'QCE', 'QCS', 'RPT'].map((kind) => `${kind}#*`),
    );
    for (const role of ['Normalize', 'Operator'])
      expect(rowsOf(role, 'dynamodb:BatchWriteItem')).toEqual(
        ['DEV', 'HELD', 'NAME', 'ORD', 'PAT', 'QC', 'RUN', 'UNM', 'WAIT'].map((kind) => `${kind}#*`),
      );
  });

  test('to write the audit log are to add to it, and operators are denied the rest', () => {
    const touching = statements.filter(
      ({ effect, condition }) => effect === 'Allow' && text(condition ?? {}).includes('AUD#'),
    );
    // read, exports, the operator, the console
    expect(touching.map(({ actions }) => actions)).toEqual(Array(4).fill(['dynamodb:PutItem']));
    const denied = statements.filter(({ effect }) => effect === 'Deny');
    expect(denied).toMatchObject([
      {
        id: expect.stringMatching(/^Operator/),
        actions: expect.arrayContaining(writes.filter((action) => action !== 'dynamodb:PutItem')),
        condition: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['AUD#*'] } },
      },
    ]);
  });

  test('to read a secret are for the function of its destination or the console, and for that secret', () => {
    const reading = statements.filter(({ actions }) => actions.includes('secretsmanager:GetSecretValue'));
    expect(reading).toMatchObject([
      {
        id: expect.stringMatching(/^Deliverregistry/),
        resources: [expect.stringContaining(':secret:registry/token-??????')],
      },
      {
        id: expect.stringMatching(/^Console/),
        resources: [expect.stringContaining('/console-cookies-??????')],
      },
    ]);
  });

  test('every gateway reads its own queues and results alone', () => {
    const reads = statements
      .filter(({ id, actions }) => id.startsWith('GatewaysAccess') && !actions.includes('execute-api:Invoke'))
      .map(({ id, resources }) => ({ id, resources: resources.filter((one) => !one.includes('Key')) }))
      .filter(({ resources }) => resources.length > 0);
    const readBy = (gateway: string): string =>
      text(reads.filter(({ id }) => id.startsWith(`GatewaysAccess${gateway}`)));
    if (environment['gateways'] === undefined) {
      expect(readBy('main')).toMatch(/Workanalyzer/);
      expect(readBy('main')).toMatch(/Resultsward/);
      expect(readBy('main')).toMatch(/outbound\/ward/);
      return;
    }
    expect(readBy('core')).toMatch(/Resultsward/);
    expect(readBy('core')).toMatch(/outbound\/ward/);
    expect(readBy('core')).not.toMatch(/Workanalyzer/);
    expect(readBy('annex')).toMatch(/Workanalyzer/);
    expect(readBy('annex')).not.toMatch(/Resultsward|outbound/);
  });

  test('every gateway has a role of its own', () => {
    const roles = ofType('AWS::IAM::Role').filter(([id]) => id.startsWith('GatewaysRole'));
    expect(roles).toHaveLength(
      Object.keys((environment['gateways'] as object | undefined) ?? { main: {} }).length,
    );
    for (const [, role] of roles) {
      const [statement] = dig<[Statement]>(role, 'Properties', 'AssumeRolePolicyDocument', 'Statement');
      expect(text(statement.Principal)).not.toContain('"*"');
      const actions = dig<Statement[]>(role, 'Properties', 'AssumeRolePolicyDocument', 'Statement').flatMap(
        ({ Action }) => Action,
      );
      if (environment['gateways'] !== undefined)
        expect([...new Set(actions)].sort()).toEqual([
          'sts:AssumeRole',
          'sts:SetSourceIdentity',
          'sts:TagSession',
        ]);
      if (environment['gateways'] !== undefined)
        expect(text(statement.Condition)).toMatch(/x509Subject\/CN":"(?:core|annex)"/);
    }
  });
}
