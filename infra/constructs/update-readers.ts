import { CfnOutput, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { DataStack } from '../data-stack.ts';
import { acknowledgeObjects, readEncrypted, readObjects, takeFrom } from './grants.ts';

interface UpdateReadersProps {
  /** The id of the destination. */
  readonly destination: string;
  /** The queue that they read; undefined if they are told by events and read only contents. */
  readonly queue?: Queue;
  /** The ids of other AWS accounts that may read. */
  readonly readers: readonly string[];
  readonly data: DataStack;
}

/**
 * Lets an EHR read the updates of one destination: with the policy of this account, and from the accounts that the site
 * names. An account that is named decides itself which of its roles may read.
 */
export function admitReaders(scope: Construct, props: UpdateReadersProps): void {
  const { destination, queue, readers, data } = props;
  const statements = [
    ...(queue === undefined ? [] : [takeFrom([queue])]),
    readObjects(data, `updates/${destination}`),
    readEncrypted(data),
  ];
  const access = new ManagedPolicy(scope, 'Access', {
    description: `Labwire: what the reader of the feed ${destination} may do`,
    statements,
  });
  acknowledgeObjects(access, data, statements);
  new CfnOutput(scope, 'PolicyArn', { value: access.managedPolicyArn });
  for (const account of readers) admitAccount(account, props);
}

function admitAccount(account: string, { destination, queue, data }: UpdateReadersProps): void {
  const principals = [new AccountPrincipal(account)];
  const { region } = Stack.of(data);
  if (queue !== undefined)
    queue.addToResourcePolicy(
      new PolicyStatement({ principals, actions: takeFrom([queue]).actions, resources: [queue.queueArn] }),
    );
  data.bucket.addToResourcePolicy(
    new PolicyStatement({
      principals,
      actions: ['s3:GetObject'],
      resources: [data.bucket.arnForObjects(`updates/${destination}/*`)],
    }),
  );
  // only for what these two services hand over, not for ciphertext of any other origin
  data.key.addToResourcePolicy(
    new PolicyStatement({
      principals,
      actions: ['kms:Decrypt'],
      resources: ['*'],
      conditions: {
        StringEquals: { 'kms:ViaService': ['sqs', 's3'].map((one) => `${one}.${region}.amazonaws.com`) },
      },
    }),
  );
}
