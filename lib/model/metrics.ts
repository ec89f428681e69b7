/** The names of all metrics. Dashboards, alarms and the command line use these names only. */
export const metricNames = [
  // receive, by answer
  'MessagesReceived',
  'MessagesAccepted',
  'MessagesDuplicate',
  'MessagesRejected',
  'MessagesNotStored',
  'MessagesAnswered',
  // normalize
  'MessagesNormalized',
  'MessagesFailed',
  'MessagesPostponed',
  'ObservationsStored',
  'ObservationsHeld',
  'ObservationsSetAside',
  'CorrectionsHeld',
  'ReportVersions',
  'UpdatesFiltered',
  // normalize, by source
  'ClockSkews',
  'OrdersUnknown',
  // deliver
  'UpdatesDelivered',
  'UpdatesHandedOver',
  'UpdatesSuperseded',
  'UpdatesPostponed',
  'UpdatesParked',
  // inspect
  'ControlsInspected',
  'ControlsRejected',
  'ControlsOverdue',
  'ControlsNotJudged',
  'LookBacksLate',
  // read
  'ResourcesRead',
  // export
  'ExportsFailed',
  // notify
  'SubscribersGivenUp',
  // every function
  'RequestsThrottled',
  'KeyOrSecretErrors',
] as const;

export type MetricName = (typeof metricNames)[number];
