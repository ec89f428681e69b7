import type { MetricName } from '../../model/metrics.ts';
import type { TelemetryEvent, TelemetryFields } from './telemetry-event.ts';

export interface Count {
  readonly name: MetricName;
  readonly value: number;
  readonly dimensions: { readonly service: string } & Readonly<Record<string, string>>;
}

type Values = Partial<Record<MetricName, number>>;

/**
 * The metrics that an event counts. A dimension is a service, or a source or destination of the site; each
 * combination costs money.
 */
export function countsOf(service: string, event: TelemetryEvent, fields: TelemetryFields): readonly Count[] {
  const { source, destination } = fields;
  const counts = (values: Values, dimensions: Count['dimensions']): Count[] =>
    (Object.entries(values) as [MetricName, number][])
      .filter(([, value]) => value > 0)
      .map(([name, value]) => ({ name, value, dimensions }));
  return [
    ...counts(valuesOf(event, fields), { service }),
    ...counts(faultValues(fields), { service }),
    ...(source === undefined ? [] : counts(sourceValues(event, fields), { service, source })),
    // deliveries by the gateway are counted with all other deliveries
    ...(destination === undefined
      ? []
      : counts(updateValues(event, fields), { service: 'deliver', destination })),
  ];
}

function sourceValues(event: TelemetryEvent, { clockSkews = 0, ordersUnknown = 0 }: TelemetryFields): Values {
  switch (event) {
    case 'message-received':
    case 'message-not-stored':
      return { MessagesReceived: 1 };
    case 'message-normalized':
      return { ClockSkews: clockSkews, OrdersUnknown: ordersUnknown };
    default:
      return {};
  }
}

const answered: ReadonlyMap<string, MetricName> = new Map<string, MetricName>(
  Object.entries({
    accepted: 'MessagesAccepted',
    duplicate: 'MessagesDuplicate',
    rejected: 'MessagesRejected',
    answered: 'MessagesAnswered',
  }),
);

function valuesOf(event: TelemetryEvent, fields: TelemetryFields): Values {
  const { outcome = '', stored = 0, held = 0, setAside = 0, correctionsHeld = 0 } = fields;
  const { reportVersions = 0, updatesFiltered = 0, resources = 0 } = fields;
  switch (event) {
    case 'message-received': {
      const name = answered.get(outcome);
      return name === undefined ? {} : { [name]: 1 };
    }
    case 'message-not-stored':
      return { MessagesNotStored: 1 };
    case 'message-normalized':
      return {
        MessagesNormalized: outcome === 'already-processed' ? 0 : 1,
        MessagesFailed: outcome === 'failed' ? 1 : 0,
        ObservationsStored: stored,
        ObservationsHeld: held,
        ObservationsSetAside: setAside,
        CorrectionsHeld: correctionsHeld,
        ReportVersions: reportVersions,
        UpdatesFiltered: updatesFiltered,
      };
    case 'message-postponed':
      return { MessagesPostponed: 1 };
    case 'controls-inspected':
      return {
        // each run, so that missing runs are seen
        ControlsInspected: 1,
        ControlsRejected: fields.rejected ?? 0,
        ControlsOverdue: fields.overdue ?? 0,
        ControlsNotJudged: fields.notJudged ?? 0,
        LookBacksLate: fields.lookBacksLate ?? 0,
      };
    case 'export-failed':
      return { ExportsFailed: 1 };
    case 'subscriber-notified':
      return { SubscribersGivenUp: outcome === 'given-up' ? 1 : 0 };
    case 'resources-read':
      return { ResourcesRead: resources };
    default:
      return {};
  }
}

const delivered: ReadonlyMap<string, MetricName> = new Map<string, MetricName>(
  Object.entries({
    delivered: 'UpdatesDelivered',
    'handed-over': 'UpdatesHandedOver',
    superseded: 'UpdatesSuperseded',
    parked: 'UpdatesParked',
  }),
);

function updateValues(event: TelemetryEvent, { outcome = '' }: TelemetryFields): Values {
  if (event === 'update-postponed') return { UpdatesPostponed: 1 };
  const name = event.startsWith('update-') ? delivered.get(outcome) : undefined;
  return name === undefined ? {} : { [name]: 1 };
}

const faultValues = ({ fault }: TelemetryFields): Values => ({
  RequestsThrottled: fault === 'throttled' ? 1 : 0,
  KeyOrSecretErrors: fault === 'key-or-secret' ? 1 : 0,
});
