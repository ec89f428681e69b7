import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { FunctionEnvironment } from '../../lib/shared/environment-names.ts';
import type { DataStack } from '../data-stack.ts';
import {
  grant,
  indexStatement,
  readObjects,
  sendTo,
  tableStatement,
  writeEncrypted,
  writeObjects,
} from './grants.ts';
import type { Platform } from './platform.ts';
import { writeRows } from './table-rows.ts';
import { Worker } from './worker.ts';

export interface ExportsProps {
  readonly data: DataStack;
  readonly platform: Platform;
  readonly environment: FunctionEnvironment;
}

/** The queue of exports over FHIR, and the function that carries them out step by step. */
export class Exports extends Worker {
  constructor(scope: Construct, id: string, { data, platform, environment }: ExportsProps) {
    super(scope, id, {
      name: 'export',
      timeout: Duration.seconds(90),
      memoryMb: 1024,
      platform,
      environment,
      // after ten tries the function itself says that the export failed
      maxReceiveCount: 20,
      lateAfter: Duration.hours(1),
      // reports that arrive come first
      maxConcurrency: 2,
    });
    grant(
      this.function,
      data,
      tableStatement(data, 'GetItem', 'BatchGetItem', 'Query'),
      indexStatement(data, 'gsi1'),
      ...writeRows(data, { put: ['AUD', 'EXP'], update: ['EXP'], batch: ['EXP'] }),
      readObjects(data, 'reports'),
      writeObjects(data, 'exports'),
      sendTo([this.queue]),
      writeEncrypted(data),
    );
  }
}
