import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { longestKeptDays, type Retention } from '../lib/model/retention.ts';
import { acknowledge, inPacks } from './constructs/acknowledge.ts';
import type { Deployment } from './deployment.ts';

export interface DataStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly retention: Retention;
}

/** `gsi1`: messages of a source, audit entries of an hour, parked updates, published report versions. `gsi2`: messages by MSH-10. */
export const tableIndexes = ['gsi1', 'gsi2'] as const;

/** Everything that must survive a deployment: the table, the bucket, the key and the backups. */
export class DataStack extends Stack {
  readonly key: Key;
  readonly table: Table;
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: true });
    this.key = this.#createKey(props.deployment.name);
    this.table = this.#createTable();
    this.bucket = this.#createBucket(props);
    this.#createBackups(props.deployment);
  }

  /** The id that cdk-nag gives, in another stack, to a permission on the objects below a prefix. */
  findingOf(objects: string): string {
    const imported = this.resolve(this.exportValue(this.bucket.bucketArn)) as { 'Fn::ImportValue': string };
    return `AwsSolutions-IAM5[Resource::${imported['Fn::ImportValue']}/${objects}]`;
  }

  #createKey(name: string): Key {
    const key = new Key(this, 'Key', {
      description: `${name}: messages, reports, queues, logs and secrets`,
      alias: `alias/${name.toLowerCase()}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const ownAccount = { StringEquals: { 'aws:SourceAccount': this.account } };
    for (const service of ['cloudwatch', 'sns'])
      key.grantEncryptDecrypt(new ServicePrincipal(`${service}.amazonaws.com`, { conditions: ownAccount }));
    // the ARN of a log group shows that it belongs to this account
    key.grantEncryptDecrypt(
      new ServicePrincipal(`logs.${this.region}.amazonaws.com`, {
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:${this.partition}:logs:${this.region}:${this.account}:log-group:*`,
          },
        },
      }),
    );
    return key;
  }

  #createTable(): Table {
    const table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
      deletionProtection: true,
      timeToLiveAttribute: 'expiresAt',
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const indexName of tableIndexes)
      table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: `${indexName}pk`, type: AttributeType.STRING },
        sortKey: { name: `${indexName}sk`, type: AttributeType.STRING },
        projectionType: ProjectionType.KEYS_ONLY,
      });
    return table;
  }

  #createBucket({ deployment: { objectLock }, retention }: DataStackProps): Bucket {
    const privately = {
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...privately,
      // S3 cannot encrypt its own access logs with our key
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ expiration: Duration.days(365), noncurrentVersionExpiration: Duration.days(30) }],
    });
    acknowledge(
      accessLogs,
      'Access logs name readers and objects, not patients; S3 encrypts them only with its own keys, and logs of logs would never end',
      'AwsSolutions-S1',
      ...inPacks('S3BucketLoggingEnabled'),
      ...inPacks('S3DefaultEncryptionKMS'),
    );
    // items written before a retention period was shortened still need their objects
    const keptDays = Math.max(longestKeptDays(retention), LEAST_OBJECT_DAYS) + SPARE_DAYS;
    const bucket = new Bucket(this, 'Bucket', {
      ...privately,
      encryption: BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      serverAccessLogsBucket: accessLogs as IBucket,
      ...(objectLock === undefined
        ? {}
        : {
            objectLockEnabled: true,
            objectLockDefaultRetention:
              objectLock.mode === 'COMPLIANCE'
                ? ObjectLockRetention.compliance(Duration.days(objectLock.days))
                : ObjectLockRetention.governance(Duration.days(objectLock.days)),
          }),
      lifecycleRules: [
        // claim checks expire after 60 days: the queue, its DLQ, and both again after one redrive take at
        // most four times 14 days
        ...['updates/', 'outbound/'].map((prefix) => ({
          prefix,
          expiration: Duration.days(60),
          noncurrentVersionExpiration: Duration.days(1),
        })),
        // files of an export can be read for six days: `lib/app/bulk-export`
        { prefix: 'exports/', expiration: Duration.days(7), noncurrentVersionExpiration: Duration.days(1) },
        // objects of items are kept as long as the longest retention of any item
        ...['messages/', 'reports/'].map((prefix) => ({
          prefix,
          expiration: Duration.days(keptDays),
          noncurrentVersionExpiration: Duration.days(35),
        })),
      ],
    });
    for (const one of [bucket, accessLogs])
      acknowledge(
        one,
        'AWS Backup copies the bucket to a vault; a copy in another region is for the hospital to decide (docs/disaster-recovery.md)',
        ...inPacks('S3BucketReplicationEnabled'),
      );
    return bucket;
  }

  #createBackups({ backup }: Deployment): void {
    const vault = new BackupVault(this, 'BackupVault', {
      encryptionKey: this.key,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      blockRecoveryPointDeletion: true,
      // nobody may shorten this without rights of their own over vaults
      lockConfiguration: { minRetention: Duration.days(Math.min(backup.dailyKeptDays, 30)) },
    });
    const plan = new BackupPlan(this, 'BackupPlan', {
      backupVault: vault,
      backupPlanRules: [
        new BackupPlanRule({
          ruleName: 'daily',
          scheduleExpression: Schedule.cron({ hour: '3', minute: '0' }),
          deleteAfter: Duration.days(backup.dailyKeptDays),
        }),
        new BackupPlanRule({
          ruleName: 'monthly',
          scheduleExpression: Schedule.cron({ day: '1', hour: '4', minute: '0' }),
          deleteAfter: Duration.days(backup.monthlyKeptDays),
        }),
      ],
    });
    const role = new Role(this, 'BackupRole', {
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
      managedPolicies: backupPolicies.map((name) => ManagedPolicy.fromAwsManagedPolicyName(name)),
    });
    plan.addSelection('Data', {
      role,
      resources: [
        BackupResource.fromDynamoDbTable(this.table),
        BackupResource.fromArn(this.bucket.bucketArn),
      ],
      allowRestores: false,
    });
    acknowledge(
      role,
      'AWS maintains these policies for the role of AWS Backup',
      ...backupPolicies.map(
        (name) => `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${name}]`,
      ),
    );
  }
}

/** Ten years, the longest period of the regulations. */
const LEAST_OBJECT_DAYS = 3653;
const SPARE_DAYS = 366;

const backupPolicies = [
  'service-role/AWSBackupServiceRolePolicyForBackup',
  'AWSBackupServiceRolePolicyForS3Backup',
];
