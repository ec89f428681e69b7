import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Value } from '../../model/observation.ts';
import type { Patient } from '../../model/patient.ts';
import { type ReportVersion, reportVersionSchema } from '../../model/report.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import { awsCall, isConditionFailure } from './aws-call.ts';
import { type DynamoStoreOptions, marshallOptions } from './dynamo-store.ts';
import {
  type ItemKey,
  observationOfPatientKey,
  patientKey,
  reportObjectKey,
  reportOfPatientKey,
  reportPartition,
  reportVersionKey,
} from './keys.ts';
import type { PayloadAttributes, PayloadStore } from './payload-store.ts';

/** DynamoDB takes at most this many items in one batch. */
const BATCH_ITEMS = 25;
const MAX_BATCH_TRIES = 8;

export class DynamoReportStore implements ReportStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #payloads: PayloadStore;

  constructor(options: DynamoStoreOptions) {
    this.#client = options.client;
    this.#table = options.table;
    this.#payloads = options.payloads;
  }

  async latest(reportKey: string): Promise<ReportVersion | undefined> {
    const { Items } = await awsCall('ReportNotRead', () =>
      this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :version)',
          ExpressionAttributeValues: marshall({ ':pk': reportPartition(reportKey), ':version': 'V#' }),
          ScanIndexForward: false,
          Limit: 1,
          ConsistentRead: true,
        }),
      ),
    );
    const [item] = Items ?? [];
    return item === undefined ? undefined : this.#open(unmarshall(item));
  }

  async version(reportKey: string, version: number): Promise<ReportVersion | undefined> {
    const { Item } = await awsCall('ReportNotRead', () =>
      this.#client.send(
        new GetItemCommand({
          TableName: this.#table,
          Key: marshall(reportVersionKey(reportKey, version)),
          ConsistentRead: true,
        }),
      ),
    );
    return Item === undefined ? undefined : this.#open(unmarshall(Item));
  }

  async #open(item: PayloadAttributes): Promise<ReportVersion> {
    const json = Buffer.from(await this.#payloads.read(item)).toString('utf8');
    return reportVersionSchema.parse(JSON.parse(json));
  }

  async append(version: ReportVersion): Promise<'appended' | 'conflict'> {
    const { key } = version.report;
    const payload = Buffer.from(JSON.stringify(version));
    const item = {
      ...reportVersionKey(key, version.version),
      messageId: version.messageId,
      createdAt: version.createdAt,
      holds: version.report.holds,
      ...(await this.#payloads.write(reportObjectKey(key, version.version), payload)),
    };
    return awsCall('ReportNotAppended', async () => {
      try {
        await this.#client.send(
          new PutItemCommand({
            TableName: this.#table,
            Item: marshall(item, marshallOptions),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
        return 'appended';
      } catch (cause) {
        if (isConditionFailure(cause)) return 'conflict';
        throw cause;
      }
    });
  }

  async project(version: ReportVersion): Promise<void> {
    const { patient } = version.report;
    if (patient === undefined) return;
    await Promise.all([
      this.#putPatient(patient, version),
      ...chunks(projections(version, patient), BATCH_ITEMS).map((items) => this.#putAll(items)),
    ]);
  }

  /** The newest description of a patient stands, whichever message is processed last. */
  async #putPatient(patient: Patient, version: ReportVersion): Promise<void> {
    const asOf = Math.max(
      ...version.report.parts
        .filter((part) => part.patient?.key === patient.key)
        .map(({ watermark }) => watermark.messageTime),
    );
    await awsCall('PatientNotProjected', async () => {
      try {
        await this.#client.send(
          new PutItemCommand({
            TableName: this.#table,
            Item: marshall(
              { ...patientKey(patient.key), asOf, patient: { ...patient, notes: [] } },
              marshallOptions,
            ),
            ConditionExpression: 'attribute_not_exists(pk) OR asOf <= :asOf',
            ExpressionAttributeValues: marshall({ ':asOf': asOf }),
          }),
        );
      } catch (cause) {
        if (!isConditionFailure(cause)) throw cause;
      }
    });
  }

  async #putAll(items: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    let requests: WriteRequest[] = items.map((item) => ({
      PutRequest: { Item: marshall(item, marshallOptions) },
    }));
    for (let tries = 0; requests.length > 0; tries++) {
      if (tries === MAX_BATCH_TRIES)
        throw new AdapterError('ReportNotProjected', 'transient', 'DynamoDB left items of a batch unwritten');
      const { UnprocessedItems } = await awsCall('ReportNotProjected', () =>
        this.#client.send(new BatchWriteItemCommand({ RequestItems: { [this.#table]: requests } })),
      );
      requests = UnprocessedItems?.[this.#table] ?? [];
    }
  }
}

/** A patient's reports, and the history of each analyte: one query each. */
function projections(
  { version, report }: ReportVersion,
  patient: Patient,
): (ItemKey & Readonly<Record<string, unknown>>)[] {
  // when its first part came, so that a later version replaces the view of an earlier one
  const time = new Date(Math.min(...report.parts.map((part) => part.watermark.receivedTime))).toISOString();
  const about = { reportKey: report.key, version, holds: report.holds };
  const ofReport = {
    ...reportOfPatientKey(patient.key, time, report.key),
    ...about,
    status: report.status,
    service: report.service,
  };
  const ofObservations = report.observations.map((observation) => {
    const { code, values, unit, status, flags, referenceRange, slot } = observation;
    const coding = code.codings[0];
    const key = { code: coding?.code ?? code.text ?? '', time, reportKey: report.key, slot };
    return {
      ...observationOfPatientKey(patient.key, key),
      ...about,
      code,
      values: values.flatMap(shortened),
      unit,
      status,
      flags,
      referenceRange,
      observed: observation.observed ?? report.observed,
    };
  });
  return [ofReport, ...ofObservations];
}

/** A view shows the beginning of a long value; the whole is in the report version. */
const VIEW_CHARACTERS = 1000;

function shortened(value: Value): Value[] {
  if (value.kind === 'document') return [];
  return [
    value.text.length <= VIEW_CHARACTERS
      ? value
      : { kind: 'text', text: value.text.slice(0, VIEW_CHARACTERS) },
  ];
}

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
