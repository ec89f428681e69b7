/** Everything that is counted. Dashboards, alarms and the command line know these names and no others. */
export const metricNames = [
  // receive, by what was answered
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
  'ReportVersions',
  // deliver
  'UpdatesDelivered',
  'UpdatesHandedOver',
  'UpdatesSuperseded',
  'UpdatesPostponed',
  'UpdatesParked',
  // read
  'ResourcesRead',
  // every function
  'RequestsThrottled',
  'KeyOrSecretErrors',
] as const;

export type MetricName = (typeof metricNames)[number];
