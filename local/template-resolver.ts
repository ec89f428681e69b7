import type { CloudAssembly, TemplateResource } from './cloud-assembly.ts';

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

/**
 * Gives every resource its name and address on this machine, and resolves the intrinsic functions that refer
 * to it. An unknown intrinsic function is an error: a template must not mean less here than in AWS.
 */
export class TemplateResolver {
  readonly account = ACCOUNT;
  readonly #assembly: CloudAssembly;
  readonly #endpoint: string;

  constructor(assembly: CloudAssembly, endpoint: string) {
    this.#assembly = assembly;
    this.#endpoint = endpoint;
  }

  /** The resources of one type, with their properties resolved. */
  resourcesOf(type: string): readonly TemplateResource[] {
    return this.#assembly.resources
      .filter((resource) => resource.type === type)
      .map((resource) => ({
        ...resource,
        properties: this.#resolve(resource.properties, resource.stack) as Record<string, unknown>,
      }));
  }

  /** The value of an output. */
  output(name: string): string {
    const output = this.#assembly.outputs.get(name);
    if (output === undefined) throw new Error(`the template has no output ${name}`);
    return String(this.#resolve(output.value, output.stack));
  }

  physicalName(resource: TemplateResource): string {
    const name = `${resource.stack}-${resource.logicalId}`;
    if (resource.type === 'AWS::SQS::Queue')
      return resource.properties['FifoQueue'] === true ? `${name.slice(0, 75)}.fifo` : name.slice(0, 80);
    if (resource.type === 'AWS::S3::Bucket') return name.toLowerCase().slice(0, 63);
    return name;
  }

  queueUrl = (name: string): string => `${this.#endpoint}/${ACCOUNT}/${name}`;

  #resolve(value: unknown, stack: string): unknown {
    if (Array.isArray(value)) return value.map((part) => this.#resolve(part, stack));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [first] = entries;
    if (entries.length === 1 && first !== undefined && (first[0] === 'Ref' || first[0].startsWith('Fn::')))
      return this.#intrinsic(first[0], first[1], stack);
    return Object.fromEntries(entries.map(([key, part]) => [key, this.#resolve(part, stack)]));
  }

  #intrinsic(name: string, argument: unknown, stack: string): unknown {
    switch (name) {
      case 'Ref':
        return this.#ref(String(argument), stack);
      case 'Fn::GetAtt':
        return this.#attribute(argument, stack);
      case 'Fn::Join':
        return this.#join(argument, stack);
      case 'Fn::Split':
        return this.#split(argument, stack);
      case 'Fn::Select': {
        const [index, list] = argument as [number | string, unknown];
        return (this.#resolve(list, stack) as unknown[])[Number(index)];
      }
      case 'Fn::Sub':
        return String(argument).replaceAll(/\$\{([\w:]+)\}/g, (_, ref: string) =>
          String(this.#ref(ref, stack)),
        );
      case 'Fn::ImportValue':
        return this.#import(argument, stack);
      default:
        throw new Error(`the local run does not know the intrinsic function ${name}`);
    }
  }

  #import(argument: unknown, stack: string): unknown {
    const exported = this.#assembly.exports.get(String(this.#resolve(argument, stack)));
    if (exported === undefined) throw new Error(`no stack exports ${String(argument)}`);
    return this.#resolve(exported.value, exported.stack);
  }

  #join(argument: unknown, stack: string): string {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map((part) => String(this.#resolve(part, stack))).join(separator);
  }

  #split(argument: unknown, stack: string): string[] {
    const [separator, whole] = argument as [string, unknown];
    return String(this.#resolve(whole, stack)).split(separator);
  }

  #ref(id: string, stack: string): string {
    const pseudo = new Map<string, string>(
      Object.entries({
        'AWS::Region': REGION,
        'AWS::AccountId': ACCOUNT,
        'AWS::Partition': 'aws',
        'AWS::URLSuffix': 'amazonaws.com',
        'AWS::StackName': stack,
      }),
    );
    const known = pseudo.get(id);
    if (known !== undefined) return known;
    const resource = this.#find(id, stack);
    const name = this.physicalName(resource);
    if (resource.type === 'AWS::SQS::Queue') return this.queueUrl(name);
    return refersByArn.has(resource.type) ? arnOf(resource.type, name) : name;
  }

  #attribute(argument: unknown, stack: string): string {
    const [id, attribute] = argument as [string, string];
    const resource = this.#find(id, stack);
    const name = this.physicalName(resource);
    if (attribute === 'QueueName') return name;
    if (attribute === 'RootResourceId') return `${name}-root`;
    // the issuer of tokens; nothing answers at this address
    if (attribute === 'ProviderURL') return `https://cognito.invalid/${name}`;
    if (attribute === 'Arn') return arnOf(resource.type, name);
    throw new Error(`the local run does not know the attribute ${attribute} of ${resource.type}`);
  }

  #find(logicalId: string, stack: string): TemplateResource {
    const found = this.#assembly.resources.find(
      (resource) => resource.logicalId === logicalId && resource.stack === stack,
    );
    if (found === undefined) throw new Error(`${stack} has no resource ${logicalId}`);
    return found;
  }
}

const refersByArn = new Set(['AWS::SNS::Topic', 'AWS::IAM::ManagedPolicy']);

/** The ARN that a resource has on this machine. */
export function arnOf(type: string, name: string): string {
  const services = new Map<string, string>(
    Object.entries({
      'AWS::SQS::Queue': `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`,
      'AWS::DynamoDB::Table': `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`,
      'AWS::S3::Bucket': `arn:aws:s3:::${name}`,
      'AWS::Lambda::Function': `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`,
      'AWS::IAM::Role': `arn:aws:iam::${ACCOUNT}:role/${name}`,
      'AWS::IAM::ManagedPolicy': `arn:aws:iam::${ACCOUNT}:policy/${name}`,
      'AWS::SNS::Topic': `arn:aws:sns:${REGION}:${ACCOUNT}:${name}`,
      'AWS::KMS::Key': `arn:aws:kms:${REGION}:${ACCOUNT}:key/${name}`,
      'AWS::Events::Rule': `arn:aws:events:${REGION}:${ACCOUNT}:rule/${name}`,
      'AWS::Logs::LogGroup': `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}:*`,
    }),
  );
  const arn = services.get(type);
  if (arn === undefined) throw new Error(`the local run does not know the ARN of ${type}`);
  return arn;
}
