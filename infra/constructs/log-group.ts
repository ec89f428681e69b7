import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** Encrypted with our key, kept for a year, and retained when its stack is deleted. */
export const createLogGroup = (scope: Construct, id: string, key: IKey, name?: string): LogGroup =>
  new LogGroup(scope, id, {
    retention: RetentionDays.ONE_YEAR,
    encryptionKey: key,
    // a first deployment that fails must not leave a log group whose name blocks the next one
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    ...(name === undefined ? {} : { logGroupName: name }),
  });
