import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { FunctionEnvironment } from '../../lib/shared/environment-names.ts';
import type { DataStack } from '../data-stack.ts';
import { grant, tableStatement } from './grants.ts';
import type { Platform } from './platform.ts';
import { writeRows } from './table-rows.ts';
import { Worker } from './worker.ts';

export interface NotificationsProps {
  readonly data: DataStack;
  readonly platform: Platform;
  readonly environment: FunctionEnvironment;
  /** The longest time for one answer. */
  readonly answerMs: number;
}

/** The queue of notifications for subscribers, and the function that sends them. */
export class Notifications extends Worker {
  constructor(scope: Construct, id: string, { data, platform, environment, answerMs }: NotificationsProps) {
    super(scope, id, {
      name: 'notify',
      timeout: Duration.seconds(Math.ceil((answerMs * 10) / 1000) + 30),
      memoryMb: 512,
      platform,
      environment,
      // a subscription is off after a day, and its entries then end by themselves
      maxReceiveCount: 600,
      lateAfter: Duration.hours(25),
      maxConcurrency: 10,
    });
    grant(this.function, data, tableStatement(data, 'GetItem'), ...writeRows(data, { update: ['SUB'] }));
  }
}
