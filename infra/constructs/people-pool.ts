import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  CfnUserPoolGroup,
  FeaturePlan,
  Mfa,
  OAuthScope,
  StandardThreatProtectionMode,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  type UserPoolProps,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { FunctionEnvironment } from '../../lib/shared/environment-names.ts';
import type { ConsoleConfig } from '../../lib/site/console.ts';
import type { Deployment } from '../deployment.ts';

/** What every user pool of ours asks for: nobody adds themselves, and everybody has a second factor. */
export const poolSettings = {
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
} satisfies UserPoolProps;

export interface PeoplePoolProps {
  readonly deployment: Deployment;
  readonly roles: ConsoleConfig['roles'];
  /** The address of the console as browsers see it. */
  readonly address: string;
}

/** The people of the console, where the site names no issuer: a user pool with the groups that give roles. */
export class PeoplePool extends Construct {
  /** Tells the function where people sign in. */
  readonly environment: FunctionEnvironment;

  constructor(scope: Construct, id: string, { deployment, roles, address }: PeoplePoolProps) {
    super(scope, id);
    const { account, region } = Stack.of(this);
    const pool = new UserPool(this, 'Pool', poolSettings);
    for (const groupName of new Set(Object.values(roles).flat()))
      new CfnUserPoolGroup(this, `Group-${groupName}`, { userPoolId: pool.userPoolId, groupName });
    const prefix = `${deployment.name.toLowerCase()}-people-${account}`;
    pool.addDomain('Domain', { cognitoDomain: { domainPrefix: prefix } });
    const client = new UserPoolClient(this, 'Client', {
      userPool: pool,
      // PKCE proves that whoever began the sign-in ends it
      generateSecret: false,
      authFlows: {},
      preventUserExistenceErrors: true,
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      idTokenValidity: Duration.minutes(15),
      accessTokenValidity: Duration.minutes(15),
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.PROFILE],
        callbackUrls: [`${address}/callback`],
        logoutUrls: [`${address}/signed-out`],
      },
    });
    this.environment = {
      ISSUER: pool.userPoolProviderUrl,
      CLIENT_ID: client.userPoolClientId,
      SIGN_IN_ORIGIN: `https://${prefix}.auth.${region}.amazoncognito.com`,
    };
    new CfnOutput(Stack.of(this), 'ConsolePoolId', {
      value: pool.userPoolId,
      description: 'Add the people of the console to the groups of this user pool',
    });
  }
}
