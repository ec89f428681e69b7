import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoAuditLog } from '../lib/adapters/dynamodb/audit-log.ts';
import { DynamoExportStore } from '../lib/adapters/dynamodb/export-store.ts';
import { DynamoIdentityStore } from '../lib/adapters/dynamodb/identity-store.ts';
import { DynamoPublishedReports } from '../lib/adapters/dynamodb/published-reports.ts';
import { DynamoReportStore } from '../lib/adapters/dynamodb/report-store.ts';
import { S3ExportFiles } from '../lib/adapters/s3/export-files.ts';
import { bundledSqs } from '../lib/adapters/sqs/bundled-sqs.ts';
import { createFifoHandler } from '../lib/adapters/sqs/fifo-batch.ts';
import { SqsExportQueue } from '../lib/adapters/sqs/sqs-queues.ts';
import { createTelemetry } from '../lib/adapters/telemetry/telemetry.ts';
import { exportStep, giveUp } from '../lib/app/bulk-export/export-step.ts';
import { retryDelaySeconds } from '../lib/app/deliver/retry-delay.ts';
import { exportStepSchema } from '../lib/model/export-job.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { parseJson } from '../lib/shared/parse-json.ts';
import { readSite, required } from './environment.ts';
import { openStore } from './store.ts';

/** After so many tries the client is told that its export failed. */
const MOST_TRIES = 10;

const { site } = readSite();
const store = openStore(site);
const sqs = bundledSqs(new SQSClient());
const telemetry = createTelemetry({
  service: 'export',
  namespace: required('METRICS_NAMESPACE'),
  clock: systemClock,
});
const dependencies = {
  exports: new DynamoExportStore(store),
  published: new DynamoPublishedReports(store),
  reports: new DynamoReportStore(store),
  identities: new DynamoIdentityStore(store),
  audit: new DynamoAuditLog(store),
  files: new S3ExportFiles(required('BUCKET_NAME')),
  clock: systemClock,
  queue: new SqsExportQueue(sqs, required('QUEUE_URL')),
  system: site.laboratory.system,
  profiles: site.access?.profiles,
  socialSecurity: site.access?.socialSecurity,
};

export const handler = createFifoHandler({
  sqs,
  queueUrl: required('QUEUE_URL'),
  telemetry,
  postponedEvent: 'export-step-postponed',
  delaySeconds: (attempt) => retryDelaySeconds(attempt, Math.random()),
  describe: () => ({}),
  handle: async (record) => {
    const step = exportStepSchema.parse(parseJson(record.body));
    if (Number(record.attributes.ApproximateReceiveCount) > MOST_TRIES) {
      if (await giveUp(step, dependencies))
        telemetry.warn('export-failed', { exportId: step.job, outcome: 'not-exported' });
      return;
    }
    const outcome = await exportStep(step, dependencies);
    if (outcome === 'too-many-files') telemetry.warn('export-failed', { exportId: step.job, outcome });
    else telemetry.info('export-step-done', { exportId: step.job, outcome });
  },
});
