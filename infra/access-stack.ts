import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { AuthorizationType, IdentitySource, RequestAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { OAuthScope, ResourceServerScope, UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Site } from '../lib/site/site.ts';
import { subscribersOf } from '../lib/site/subscribers.ts';
import { acknowledge } from './constructs/acknowledge.ts';
import { grant, readObjects, sendTo, tableStatement, writeEncrypted } from './constructs/grants.ts';
import { LabwireFunction } from './constructs/labwire-function.ts';
import { poolSettings } from './constructs/people-pool.ts';
import type { Platform } from './constructs/platform.ts';
import { ProtectedApi } from './constructs/protected-api.ts';
import { writeRows } from './constructs/table-rows.ts';
import type { DataStack } from './data-stack.ts';
import type { Deployment } from './deployment.ts';

export interface AccessStackProps extends StackProps {
  readonly data: DataStack;
  readonly deployment: Deployment;
  readonly platform: Platform;
  readonly site: Site;
  /** The queue of exports. */
  readonly exportQueue: IQueue;
}

/** Access to results: the FHIR read API, protected by tokens. */
export class AccessStack extends Stack {
  readonly #props: AccessStackProps;

  constructor(scope: Construct, id: string, props: AccessStackProps) {
    super(scope, id, props);
    this.#props = props;
    this.#createReadApi();
  }

  /** The FHIR API, for callers with a token. */
  #createReadApi(): void {
    const { data, platform, deployment, site, exportQueue } = this.#props;
    const hasSubscribers = subscribersOf(site) !== undefined;
    const { issuer, audience, tokenEndpoint } = this.#issuer();
    const isOwnPool = tokenEndpoint !== undefined;
    const environment = { TABLE_NAME: data.table.tableName, BUCKET_NAME: data.bucket.bucketName };
    const read = new LabwireFunction(this, 'Read', {
      name: 'read',
      timeout: Duration.seconds(29),
      memoryMb: 1024,
      platform,
      environment: {
        ...environment,
        EXPORT_QUEUE_URL: exportQueue.queueUrl,
        ISSUER: issuer,
        ...(tokenEndpoint === undefined ? {} : { TOKEN_ENDPOINT: tokenEndpoint }),
      },
    }).function;
    grant(
      read,
      data,
      tableStatement(data, 'GetItem', 'BatchGetItem', 'Query'),
      ...writeRows(data, {
        put: ['AUD'],
        update: ['EXP'],
        batch: hasSubscribers ? ['EXP', 'SUB'] : ['EXP'],
      }),
      readObjects(data, 'reports', 'exports'),
      sendTo([exportQueue]),
      writeEncrypted(data),
    );
    const authorize = new LabwireFunction(this, 'Authorize', {
      name: 'authorize',
      timeout: Duration.seconds(10),
      memoryMb: 256,
      // keys of a user pool are read over the internet, keys of the hospital's own issuer over its network
      platform: isOwnPool ? { ...platform, network: undefined } : platform,
      // the authorizer throws for an invalid token, which API Gateway answers with 401
      errorsAreAnswers: true,
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
      isSigned: false,
    });
    const authorizer = new RequestAuthorizer(this, 'Readers', {
      handler: authorize,
      identitySources: [IdentitySource.header('Authorization')],
      resultsCacheTtl: Duration.minutes(5),
    });
    acknowledge(
      api,
      'Clients read what the API can do, and where tokens are issued, before they have a token (FHIR R4 §3.1.0.9, SMART App Launch); neither has patient data',
      'AwsSolutions-APIG4',
    );
    for (const path of ['/fhir/metadata', '/fhir/.well-known/smart-configuration'])
      api.addRoute('GET', path, read, { authorizationType: AuthorizationType.NONE });
    const methods = hasSubscribers ? (['GET', 'POST', 'DELETE'] as const) : (['GET', 'DELETE'] as const);
    for (const method of methods)
      api.addRoute(method, '/fhir/{proxy+}', read, {
        authorizationType: AuthorizationType.CUSTOM,
        authorizer,
      });
    new CfnOutput(this, 'FhirUrl', { value: `${api.url}/fhir`, description: 'Base of the FHIR read API' });
  }

  /** The site's own issuer, otherwise a user pool of this deployment. */
  #issuer(): {
    readonly issuer: string;
    readonly audience: string[];
    /** Of the pool of this deployment. */
    readonly tokenEndpoint?: string;
  } {
    const { access } = this.#props.site;
    if (access !== undefined && 'issuer' in access)
      return { issuer: access.issuer, audience: access.audience };
    const pool = new UserPool(this, 'Readers-Pool', poolSettings);
    const reads = 'Reads results of every patient';
    const scopes = [
      ...['*.rs', '*.read'].map((scopeName) => ({ scopeName, scopeDescription: reads })),
      ...(subscribersOf(this.#props.site) === undefined
        ? []
        : [{ scopeName: 'Subscription.crds', scopeDescription: 'Subscribes to new reports' }]),
    ].map((scope) => new ResourceServerScope(scope));
    const server = pool.addResourceServer('System', { identifier: 'system', scopes });
    const domain = pool.addDomain('Domain', {
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
    // every client of the pool may read, so no audience is checked
    return {
      issuer: pool.userPoolProviderUrl,
      audience: [],
      tokenEndpoint: `${domain.baseUrl()}/oauth2/token`,
    };
  }
}
