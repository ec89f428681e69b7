/** Every environment variable that we name: whoever sets one and whoever reads it take its name from here. */

/** The template sets these for functions. */
export const functionVariables = [
  'TABLE_NAME',
  'BUCKET_NAME',
  /** The queue that a worker reads. */
  'QUEUE_URL',
  'INBOUND_QUEUE_URL',
  /** JSON of queue URL by destination. */
  'UPDATE_QUEUE_URLS',
  /** JSON of queue URL by source. */
  'WORK_QUEUE_URLS',
  /** The queue that the gateway takes messages of one destination from. */
  'OUTBOUND_QUEUE_URL',
  'DESTINATION_ID',
  /** How far apart updates of one worker are, where its destination takes only so many a second. */
  'SPACING_MS',
  /** Whose tokens readers bring. */
  'ISSUER',
  /** JSON of a list: whom these tokens are for. */
  'AUDIENCE',
] as const;

/** Options of the command line that may be set for a whole machine or container. */
export const commandVariables = [
  'LABWIRE_SITE',
  'LABWIRE_SYSTEM',
  'LABWIRE_URL',
  'LABWIRE_DATA',
  'LABWIRE_WORK_QUEUES',
  'LABWIRE_RESULT_QUEUES',
  'LABWIRE_HEALTH_HOST',
  'LABWIRE_HEALTH_PORT',
  /** The key of the gateway's disk, in base64; it must not be seen in a list of processes. */
  'LABWIRE_SPOOL_KEY',
  'LABWIRE_SPOOL_KEY_FILE',
] as const;

export type FunctionVariable = (typeof functionVariables)[number];
export type CommandVariable = (typeof commandVariables)[number];

/** What a function is told. */
export type FunctionEnvironment = Readonly<Partial<Record<FunctionVariable, string>>>;
