import type { AwsRequest } from '../aws/request.ts';

/** An action on a resource, as IAM judges it. */
export interface Permission {
  /** `dynamodb:PutItem`. */
  readonly action: string;
  /** An ARN, or `*` for actions without a resource. */
  readonly resource: string;
  /** The partition keys of the rows that a DynamoDB request names; undefined for a query. */
  readonly leadingKeys?: readonly string[] | undefined;
}

/** Translates names in requests to ARNs, and gives the key that encrypts a resource. */
export interface ResourceNames {
  table(name: string): string;
  queue(url: string): string;
  object(path: string): string;
  secret(name: string): string;
  lambda(name: string): string;
  bus(name: string): string;
  /** Our key that encrypts the resource; undefined if none does. */
  keyOf(resource: string): string | undefined;
}

/** Writing to an encrypted resource generates a data key; reading decrypts one. */
const keyActions: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>(
  Object.entries({
    'sqs:SendMessage': ['kms:GenerateDataKey', 'kms:Decrypt'],
    'sqs:ReceiveMessage': ['kms:Decrypt'],
    's3:GetObject': ['kms:Decrypt'],
    's3:PutObject': ['kms:GenerateDataKey'],
  }),
);

const objectActions: ReadonlyMap<string, string> = new Map<string, string>(
  Object.entries({ GET: 's3:GetObject', PUT: 's3:PutObject' }),
);

/** Every permission that a request needs, in the order in which AWS checks them. */
export function requiredPermissions(request: AwsRequest, names: ResourceNames): readonly Permission[] {
  return permissionsOf(request, names).flatMap((permission) => {
    const key = names.keyOf(permission.resource.replace(/\/index\/[^/]+$/, ''));
    const actions = permission.action.startsWith('dynamodb:')
      ? ['kms:Decrypt']
      : (keyActions.get(permission.action) ?? []);
    return [permission, ...(key === undefined ? [] : actions.map((action) => ({ action, resource: key })))];
  });
}

function permissionsOf(
  { service, operation, members, path }: AwsRequest,
  names: ResourceNames,
): Permission[] {
  switch (service) {
    case 'DynamoDB': {
      const index = members['IndexName'];
      return tablesOf(members).map((table) => ({
        action: `dynamodb:${operation}`,
        resource: `${names.table(table)}${index === undefined ? '' : `/index/${String(index)}`}`,
        leadingKeys: leadingKeysOf(members, table),
      }));
    }
    case 'SQS':
      return [
        {
          // batch operations have no action of their own
          action: `sqs:${operation.replace(/Batch$/, '')}`,
          resource: names.queue(String(members['QueueUrl'] ?? '')),
        },
      ];
    case 'S3':
      return [{ action: objectActions.get(operation) ?? `s3:${operation}`, resource: names.object(path) }];
    case 'SecretsManager':
      return [{ action: `secretsmanager:${operation}`, resource: names.secret(String(members['SecretId'])) }];
    case 'Lambda':
      return [{ action: `lambda:${operation}`, resource: names.lambda(String(members['FunctionName'])) }];
    case 'EventBridge':
      return busesOf(members).map((bus) => ({ action: `events:${operation}`, resource: names.bus(bus) }));
    case 'CloudWatch':
      return [{ action: `cloudwatch:${operation}`, resource: '*' }];
  }
}

const tablesOf = (members: Readonly<Record<string, unknown>>): string[] =>
  members['RequestItems'] === undefined
    ? [String(members['TableName'] ?? '')]
    : Object.keys(members['RequestItems'] as object);

/** The buses of the entries of `PutEvents`, each once. */
const busesOf = ({ Entries }: Readonly<Record<string, unknown>>): string[] => [
  ...new Set((Entries as readonly { EventBusName?: string }[]).map((one) => one.EventBusName ?? 'default')),
];

interface Row {
  readonly pk?: { readonly S?: string };
}

interface Batched {
  readonly Keys?: readonly Row[];
  readonly PutRequest?: { readonly Item?: Row };
  readonly DeleteRequest?: { readonly Key?: Row };
}

/** The partition keys that a request names, each once: `dynamodb:LeadingKeys` of IAM. */
function leadingKeysOf(
  { Item, Key, RequestItems }: Readonly<Record<string, unknown>>,
  table: string,
): readonly string[] | undefined {
  const batch = (RequestItems as Readonly<Record<string, Batched | readonly Batched[]>> | undefined)?.[table];
  const rows = [batch ?? []]
    .flat()
    .flatMap((one) => [...(one.Keys ?? []), one.PutRequest?.Item, one.DeleteRequest?.Key]);
  const keys = [Item as Row | undefined, Key as Row | undefined, ...rows].flatMap((row) => row?.pk?.S ?? []);
  return keys.length === 0 ? undefined : [...new Set(keys)].sort();
}
