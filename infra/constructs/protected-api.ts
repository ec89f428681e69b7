import { ArnFormat, Stack } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  EndpointType,
  type IAuthorizer,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  type MethodOptions,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { InterfaceVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import {
  AccountRootPrincipal,
  AnyPrincipal,
  Effect,
  PolicyDocument,
  PolicyStatement,
} from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnIPSet, CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { labwireHeaders } from '../../lib/shared/header-names.ts';
import type { Deployment } from '../deployment.ts';
import { acknowledge, inPacks } from './acknowledge.ts';
import { raiseAlarm } from './alarm.ts';
import { createLogGroup } from './log-group.ts';
import type { Platform } from './platform.ts';

export interface ProtectedApiProps {
  readonly description: string;
  readonly platform: Platform;
  readonly deployment: Deployment;
  /** Rule groups of AWS. None may read bodies: a result that looks like an attack must still arrive. */
  readonly managedRules: readonly string[];
  /** Callers sign with IAM. */
  readonly isSigned: boolean;
}

const STAGE = 'live';

/**
 * A REST API behind a web firewall, with limits, traces and an access log. A private deployment has no way in
 * from the internet.
 */
export class ProtectedApi extends Construct {
  readonly api: RestApi;
  readonly #integrations = new Map<IFunction, LambdaIntegration>();

  constructor(scope: Construct, id: string, props: ProtectedApiProps) {
    super(scope, id);
    const { platform, deployment } = props;
    this.api = new RestApi(this, 'Api', {
      restApiName: `${deployment.name} ${id}`,
      description: props.description,
      // bodies are passed as bytes, because a message declares its own encoding
      binaryMediaTypes: ['*/*'],
      cloudWatchRole: false,
      ...this.#reach(props),
      deployOptions: {
        stageName: STAGE,
        tracingEnabled: true,
        metricsEnabled: true,
        throttlingRateLimit: deployment.throttle.ratePerSecond,
        throttlingBurstLimit: deployment.throttle.burst,
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        accessLogDestination: new LogGroupLogDestination(createLogGroup(this, 'AccessLogs', platform.key)),
        accessLogFormat: whoCalledWhat,
      },
    });
    // otherwise API Gateway creates the log group itself, without our key and kept for ever
    const { restApiId, deploymentStage } = this.api;
    deploymentStage.node.addDependency(
      createLogGroup(this, 'ExecutionLogs', platform.key, `API-Gateway-Execution-Logs_${restApiId}/${STAGE}`),
    );
    this.#protect(props);
    raiseAlarm(this, 'Failed', {
      page: 'api-failed',
      summary: `${props.description} answered with 5xx`,
      metric: this.api.metricServerError({ statistic: 'Sum' }),
      threshold: 1,
      topic: platform.alarms,
    });
    this.#acknowledge();
  }

  get stageName(): string {
    return STAGE;
  }

  /** The base address, without a slash at the end. */
  get url(): string {
    return `https://${this.api.restApiId}.execute-api.${Stack.of(this).region}.${Stack.of(this).urlSuffix}/${STAGE}`;
  }

  addRoute(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    target: IFunction,
    options: MethodOptions & { readonly authorizer?: IAuthorizer },
  ): void {
    const integration =
      this.#integrations.get(target) ?? new LambdaIntegration(target, { allowTestInvoke: false });
    this.#integrations.set(target, integration);
    this.api.root.resourceForPath(path).addMethod(method, integration, options);
  }

  #reach({ platform: { network }, isSigned }: ProtectedApiProps) {
    if (network === undefined) return { endpointTypes: [EndpointType.REGIONAL] };
    const throughOurs = { 'aws:SourceVpce': network.apiEndpointId };
    return {
      endpointConfiguration: {
        types: [EndpointType.PRIVATE],
        vpcEndpoints: [
          InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(this, 'Way', {
            vpcEndpointId: network.apiEndpointId,
            port: 443,
          }),
        ],
      },
      policy: new PolicyDocument({
        statements: [
          new PolicyStatement({
            // signed APIs trust the account, so that the policies of its roles decide
            principals: [isSigned ? new AccountRootPrincipal() : new AnyPrincipal()],
            actions: ['execute-api:Invoke'],
            resources: ['execute-api:/*'],
            conditions: { StringEquals: throughOurs },
          }),
          new PolicyStatement({
            effect: Effect.DENY,
            principals: [new AnyPrincipal()],
            actions: ['execute-api:Invoke'],
            resources: ['execute-api:/*'],
            conditions: { StringNotEquals: throughOurs },
          }),
        ],
      }),
    };
  }

  #protect({ platform, deployment, managedRules }: ProtectedApiProps): void {
    const visible = (metricName: string) => ({
      cloudWatchMetricsEnabled: true,
      // sampled requests would contain patient data
      sampledRequestsEnabled: false,
      metricName,
    });
    const addresses =
      deployment.allow === undefined
        ? undefined
        : new CfnIPSet(this, 'Allowed', {
            scope: 'REGIONAL',
            ipAddressVersion: 'IPV4',
            addresses: deployment.allow,
          });
    const firewall = new CfnWebACL(this, 'Firewall', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visible('Firewall'),
      rules: [
        ...(addresses === undefined
          ? []
          : [
              {
                name: 'allowed-networks',
                priority: 0,
                action: { block: {} },
                statement: {
                  notStatement: { statement: { ipSetReferenceStatement: { arn: addresses.attrArn } } },
                },
                visibilityConfig: visible('AllowedNetworks'),
              },
            ]),
        {
          name: 'rate-by-address',
          priority: 1,
          action: { block: { customResponse: { responseCode: 429 } } },
          statement: {
            rateBasedStatement: {
              aggregateKeyType: 'IP',
              evaluationWindowSec: 60,
              // a whole hospital may share one address
              limit: deployment.throttle.ratePerSecond * 60,
            },
          },
          visibilityConfig: visible('RateByAddress'),
        },
        ...managedRules.map((name, index) => ({
          name,
          priority: 10 + index,
          overrideAction: { none: {} },
          statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
          visibilityConfig: visible(name),
        })),
      ],
    });
    new CfnWebACLAssociation(this, 'FirewallOfStage', {
      webAclArn: firewall.attrArn,
      resourceArn: this.api.deploymentStage.stageArn,
    });
    const { account, region } = Stack.of(this);
    const logs = createLogGroup(
      this,
      'FirewallLogs',
      platform.key,
      // WAF accepts only names with this prefix
      `aws-waf-logs-${deployment.name}-${this.node.id}-${account}-${region}`,
    );
    new CfnLoggingConfiguration(this, 'FirewallLogging', {
      resourceArn: firewall.attrArn,
      // WAF expects the name without the suffix that GetAtt returns
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: logs.logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      // the query may name a patient, and tokens and cookies are secrets
      redactedFields: [
        { queryString: {} },
        { uriPath: {} },
        { singleHeader: { Name: 'authorization' } },
        { singleHeader: { Name: 'cookie' } },
        { singleHeader: { Name: labwireHeaders.sender } },
      ],
    });
  }

  #acknowledge(): void {
    acknowledge(
      this,
      'Answers contain patient results for one reader each, so nothing is cached',
      ...inPacks('APIGWCacheEnabledAndEncrypted'),
    );
    acknowledge(
      this,
      'The only back ends are Lambda functions, which API Gateway calls with IAM; a client certificate is for HTTP back ends',
      ...inPacks('APIGWSSLEnabled'),
    );
    acknowledge(
      this,
      'Bodies are HL7 v2, which JSON schemas cannot check; the function checks each and answers with an ACK that names the errors',
      'AwsSolutions-APIG2',
    );
    acknowledge(
      this,
      'Gateways sign with IAM; tokens of readers, from Cognito or from the issuer of the hospital, are checked by a function, which takes both',
      'AwsSolutions-COG4',
    );
  }
}

/** Caller, operation and status. No path, query or body, because they may name a patient. */
const whoCalledWhat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    traceId: AccessLogField.contextXrayTraceId(),
    at: AccessLogField.contextRequestTimeEpoch(),
    from: AccessLogField.contextIdentitySourceIp(),
    caller: AccessLogField.contextIdentityUserArn(),
    reader: AccessLogField.contextAuthorizerPrincipalId(),
    method: AccessLogField.contextHttpMethod(),
    route: AccessLogField.contextResourcePath(),
    status: AccessLogField.contextStatus(),
    error: AccessLogField.contextErrorResponseType(),
    bytes: AccessLogField.contextResponseLength(),
    latencyMs: AccessLogField.contextResponseLatency(),
  }),
);
