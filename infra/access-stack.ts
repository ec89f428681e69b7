import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AuthorizationType, IdentitySource, RequestAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import {
  FeaturePlan,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StandardThreatProtectionMode,
  UserPool,
  UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Site } from '../lib/site/site.ts';
import { acknowledge } from './constructs/acknowledge.ts';
import {
  acknowledgeObjects,
  grant,
  indexStatement,
  readEncrypted,
  readObjects,
  sendTo,
  tableStatement,
  takeFrom,
  writeEncrypted,
  writeObjects,
} from './constructs/grants.ts';
import { LabwireFunction } from './constructs/labwire-function.ts';
import type { Platform } from './constructs/platform.ts';
import { ProtectedApi } from './constructs/protected-api.ts';
import type { DataStack } from './data-stack.ts';
import type { Deployment } from './deployment.ts';
import type { ProcessingStack } from './processing-stack.ts';

export interface AccessStackProps extends StackProps {
  readonly data: DataStack;
  readonly processing: ProcessingStack;
  readonly deployment: Deployment;
  readonly platform: Platform;
  readonly site: Site;
}

/** How people and EHRs get at results: the FHIR read API with its tokens, and what operators may do. */
export class AccessStack extends Stack {
  readonly #props: AccessStackProps;

  constructor(scope: Construct, id: string, props: AccessStackProps) {
    super(scope, id, props);
    this.#props = props;
    this.#createOperatorAccess();
    if (props.site.access !== undefined) this.#createReadApi();
  }

  /** Results over FHIR, for who has a token. */
  #createReadApi(): void {
    const { data, platform, deployment } = this.#props;
    const { issuer, audience } = this.#issuer();
    const read = new LabwireFunction(this, 'Read', {
      name: 'read',
      timeout: Duration.seconds(29),
      memoryMb: 1024,
      platform,
      environment: {
        TABLE_NAME: data.table.tableName,
        BUCKET_NAME: data.bucket.bucketName,
        ISSUER: issuer,
      },
    }).function;
    // PutItem is for the audit trail
    grant(
      read,
      data,
      tableStatement(data, 'GetItem', 'BatchGetItem', 'Query', 'PutItem'),
      readObjects(data, 'reports'),
    );
    const authorize = new LabwireFunction(this, 'Authorize', {
      name: 'authorize',
      timeout: Duration.seconds(10),
      memoryMb: 256,
      platform,
      environment: { ISSUER: issuer, AUDIENCE: this.toJsonString(audience) },
    }).function;
    const api = new ProtectedApi(this, 'Fhir', {
      description: 'Labwire: results over FHIR',
      platform,
      deployment,
      managedRules: [
        'AWSManagedRulesAmazonIpReputationList',
        'AWSManagedRulesCommonRuleSet',
        'AWSManagedRulesKnownBadInputsRuleSet',
      ],
    });
    const authorizer = new RequestAuthorizer(this, 'Readers', {
      handler: authorize,
      identitySources: [IdentitySource.header('Authorization')],
      resultsCacheTtl: Duration.minutes(5),
    });
    acknowledge(
      api,
      'What a FHIR server can do is read before there is a token (FHIR R4 §3.1.0.9, SMART App Launch); it holds nothing of a patient',
      'AwsSolutions-APIG4',
    );
    // what the server can do holds nothing of a patient, and is read before there is a token
    api.addRoute('GET', '/fhir/metadata', read, { authorizationType: AuthorizationType.NONE });
    api.addRoute('GET', '/fhir/{proxy+}', read, { authorizationType: AuthorizationType.CUSTOM, authorizer });
    new CfnOutput(this, 'FhirUrl', { value: `${api.url}/fhir`, description: 'Base of the FHIR read API' });
  }

  /** The site's own issuer, else a user pool of this deployment. */
  #issuer(): { readonly issuer: string; readonly audience: string[] } {
    const { access } = this.#props.site;
    if (access !== undefined && 'issuer' in access)
      return { issuer: access.issuer, audience: access.audience };
    const pool = new UserPool(this, 'Readers-Pool', {
      selfSignUpEnabled: false,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 14,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
      },
      signInAliases: { email: true },
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const scopes = ['*.rs', '*.read'].map(
      (scopeName) =>
        new ResourceServerScope({ scopeName, scopeDescription: 'Reads results of every patient' }),
    );
    const server = pool.addResourceServer('System', { identifier: 'system', scopes });
    pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `${this.#props.deployment.name.toLowerCase()}-${this.account}` },
    });
    const ehr = new UserPoolClient(this, 'Ehr', {
      userPool: pool,
      generateSecret: true,
      authFlows: {},
      preventUserExistenceErrors: true,
      accessTokenValidity: Duration.minutes(15),
      oAuth: {
        flows: { clientCredentials: true },
        scopes: scopes.map((scope) => OAuthScope.resourceServer(server, scope)),
      },
    });
    new CfnOutput(this, 'UserPoolId', {
      value: pool.userPoolId,
      description: 'Add one client for each reader',
    });
    new CfnOutput(this, 'EhrClientId', { value: ehr.userPoolClientId });
    return { issuer: pool.userPoolProviderUrl, audience: [ehr.userPoolClientId] };
  }

  /** For the role of whoever runs the system: what `labwire status`, `messages`, `show`, `dlq`, `held`, `replay` and the rest do. */
  #createOperatorAccess(): void {
    const { data, processing } = this.#props;
    const pairs = Object.values(processing.queues).flatMap((queues) => Object.values(queues));
    const statements = [
      tableStatement(data, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem'),
      indexStatement(data),
      readObjects(data, 'messages', 'reports'),
      writeObjects(data, 'reports', 'updates'),
      new PolicyStatement({
        actions: ['sqs:GetQueueAttributes'],
        resources: pairs.flatMap(({ queue, deadLetterQueue }) => [queue.queueArn, deadLetterQueue.queueArn]),
      }),
      sendTo(pairs.map(({ queue }) => queue)),
      takeFrom(pairs.map(({ deadLetterQueue }) => deadLetterQueue)),
      readEncrypted(data),
      writeEncrypted(data),
      new PolicyStatement({
        actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData'],
        resources: ['*'],
      }),
    ];
    const access = new ManagedPolicy(this, 'OperatorAccess', {
      description:
        'Labwire: what the command line does for an operator; it reads patient data, and writes down that it did',
      statements,
    });
    acknowledgeObjects(access, data, statements);
    acknowledge(
      access,
      'CloudWatch knows no resource for reading metrics and alarms; neither holds anything of a patient',
      'AwsSolutions-IAM5[Resource::*]',
    );
    new CfnOutput(this, 'OperatorPolicyArn', { value: access.managedPolicyArn });
  }
}
