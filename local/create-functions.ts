import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { CloudWatch } from './aws/cloudwatch.ts';
import type { CloudAssembly } from './cloud-assembly.ts';
import type { ClientConfig } from './create-resources.ts';
import { EventSource } from './event-source.ts';
import type { RoleAccess } from './iam/access-check.ts';
import { pollerOf } from './iam/principals.ts';
import { startPermissions } from './iam/read-access.ts';
import { LambdaFunction } from './lambda-function.ts';
import { patience } from './patience.ts';
import { type Functions, find } from './routes.ts';
import { REGION, type TemplateResolver } from './template-resolver.ts';

/** Environments of one function that run at once on this machine. */
const MAX_INSTANCES = 2;

export interface FunctionsOptions {
  readonly template: TemplateResolver;
  readonly assembly: CloudAssembly;
  readonly access: RoleAccess;
  readonly cloudwatch: CloudWatch;
  /** The client settings of a caller, with its access key. */
  readonly clientConfigFor: (caller: string) => ClientConfig;
  readonly onLog: (line: string) => void;
}

/** Creates every function of the template with its environment and its role. */
export async function createFunctions(options: FunctionsOptions): Promise<Functions> {
  const { template, assembly, access, cloudwatch, clientConfigFor, onLog } = options;
  const functions = new Map<string, LambdaFunction>();
  for (const { logicalId, ...resource } of template.resourcesOf('AWS::Lambda::Function')) {
    const name = template.physicalName({ logicalId, ...resource });
    const properties = resource.properties as {
      Code: { S3Key: string };
      Handler: string;
      Timeout: number;
      MemorySize: number;
      Environment: { Variables: Record<string, string> };
    };
    const [module = ''] = properties.Handler.split('.');
    const entry = join(assembly.assetPath(properties.Code.S3Key.replace(/\.zip$/, '')), `${module}.mjs`);
    const { endpoint, credentials } = clientConfigFor(logicalId);
    const denied: string[] = [];
    for (const permission of startPermissions(resource.properties))
      if (!(await access.mayDo(logicalId, permission))) denied.push(permission.action);
    functions.set(
      name,
      new LambdaFunction({
        name,
        entry: pathToFileURL(entry).href,
        timeoutMs: properties.Timeout * 1000 * patience(),
        maxInstances: MAX_INSTANCES,
        // a function cannot start if its role cannot decrypt its environment
        refuses: denied.find((action) => action.startsWith('kms:')),
        onLog: (line) => {
          // without these permissions AWS stores no log line
          if (denied.some((action) => action.startsWith('logs:'))) return;
          cloudwatch.readLine(line);
          onLog(line);
        },
        onError: () => cloudwatch.count('AWS/Lambda', 'Errors', { FunctionName: name }),
        environment: {
          ...properties.Environment.Variables,
          AWS_REGION: REGION,
          AWS_ENDPOINT_URL: endpoint,
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          AWS_LAMBDA_FUNCTION_NAME: name,
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize),
        },
      }),
    );
  }
  return functions;
}

export interface EventSourcesOptions extends Pick<FunctionsOptions, 'template' | 'clientConfigFor'> {
  readonly functions: Functions;
  readonly onInvoked: () => void;
  readonly onFailure: (failure: unknown) => void;
}

/** Creates every event source mapping of the template. */
export function createEventSources(options: EventSourcesOptions): readonly EventSource[] {
  const { template, functions, clientConfigFor, onInvoked, onFailure } = options;
  const callers = new Map(
    template.resourcesOf('AWS::Lambda::Function').map((one) => [template.physicalName(one), one.logicalId]),
  );
  return template.resourcesOf('AWS::Lambda::EventSourceMapping').map(({ properties }) => {
    const mapping = properties as {
      EventSourceArn: string;
      FunctionName: string;
      BatchSize: number;
      FunctionResponseTypes?: string[];
    };
    return new EventSource({
      client: new SQSClient(clientConfigFor(pollerOf(callers.get(mapping.FunctionName) ?? ''))),
      queueArn: mapping.EventSourceArn,
      queueUrl: template.queueUrl(mapping.EventSourceArn.split(':').at(-1) ?? ''),
      batchSize: mapping.BatchSize,
      reportsItemFailures: mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') === true,
      target: find(functions, mapping.FunctionName),
      onInvoked,
      onFailure,
    });
  });
}
