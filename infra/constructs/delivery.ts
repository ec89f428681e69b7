import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { WorkerNeeds } from '../../lib/destinations/kind.ts';
import type { FunctionEnvironment } from '../../lib/shared/environment-names.ts';
import type { DataStack } from '../data-stack.ts';
import { grant, readObjects, sendTo, tableStatement, writeEncrypted, writeObjects } from './grants.ts';
import type { Platform } from './platform.ts';
import { Worker } from './worker.ts';

/** Batches of one destination under way: AWS takes no fewer than two. */
const FEWEST_AT_ONCE = 2;
const MOST_AT_ONCE = 10;

export interface DeliveryProps {
  /** Its id. */
  readonly destination: string;
  readonly needs: WorkerNeeds;
  readonly data: DataStack;
  readonly platform: Platform;
  readonly scriptsFile: string | undefined;
  readonly environment: FunctionEnvironment;
  /** Where messages wait for the gateway that reaches the destination. */
  readonly outbound?: IQueue | undefined;
}

/** One destination's queue, and the function that hands over what waits in it. */
export class Delivery extends Worker {
  constructor(scope: Construct, id: string, props: DeliveryProps) {
    const { destination, needs, data, outbound } = props;
    const rate = needs.ratePerSecond;
    // SQS shares a queue among two at the fewest; each keeps so long a distance that both keep the rate
    const spacingMs = rate === undefined ? 0 : Math.ceil((FEWEST_AT_ONCE * 1000) / rate);
    super(scope, id, {
      name: 'deliver',
      // one batch of ten, each within the destination's own time
      timeout: Duration.seconds(Math.min(Math.ceil(((needs.answerMs + spacingMs) * 10) / 1000) + 30, 900)),
      memoryMb: 512,
      platform: props.platform,
      scriptsFile: needs.script === undefined ? undefined : props.scriptsFile,
      // an outage of days is waited out in the queue, and what still fails reaches the DLQ before the
      // queue's 14 days are over
      maxReceiveCount: 600,
      lateAfter: Duration.minutes(15),
      // few at once: each knows by itself when to spare a destination
      maxConcurrency: rate === undefined ? MOST_AT_ONCE : FEWEST_AT_ONCE,
      environment: {
        ...props.environment,
        DESTINATION_ID: destination,
        ...(spacingMs === 0 ? {} : { SPACING_MS: String(spacingMs) }),
        ...(outbound === undefined ? {} : { OUTBOUND_QUEUE_URL: outbound.queueUrl }),
      },
    });
    grant(this.function, data, tableStatement(data, 'GetItem', 'PutItem'), readObjects(data, 'reports'));
    if (outbound !== undefined)
      grant(this.function, data, sendTo([outbound]), writeObjects(data, 'outbound'), writeEncrypted(data));
    if (needs.secrets.length > 0)
      grant(
        this.function,
        data,
        new PolicyStatement({
          actions: ['secretsmanager:GetSecretValue'],
          resources: needs.secrets.map((name) => secretArn(this, name)),
        }),
      );
  }
}

/** Secrets Manager ends each ARN with six characters of its own. */
function secretArn(scope: Construct, name: string): string {
  // an ARN may be whole, with six characters of AWS's own at its end, or not
  if (name.startsWith('arn:')) return /-[A-Za-z0-9]{6}$/.test(name) ? name : `${name}-??????`;
  return Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: `${name}-??????`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
