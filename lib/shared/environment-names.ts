/** The names of all our environment variables. Code that sets or reads one uses these names. */

/** The template sets these for functions. */
const functionVariables = [
  'TABLE_NAME',
  'BUCKET_NAME',
  /** The queue that a worker reads. */
  'QUEUE_URL',
  'INBOUND_QUEUE_URL',
  /** A JSON list of the destinations that a gateway reaches, and whose outcomes it reports. */
  'REACHED_BY_GATEWAY',
  /** JSON of queue URL by destination. */
  'UPDATE_QUEUE_URLS',
  /** JSON of queue URL by source. */
  'WORK_QUEUE_URLS',
  /** The queue of one destination's messages for the gateway. */
  'OUTBOUND_QUEUE_URL',
  /** The queue of notifications for subscribers over FHIR. */
  'NOTIFICATION_QUEUE_URL',
  /** The queue of steps of exports over FHIR. */
  'EXPORT_QUEUE_URL',
  'DESTINATION_ID',
  /** The minimum time between updates of one worker, if its destination limits the rate. */
  'SPACING_MS',
  /** The issuer of readers' tokens; of the console: of the people in the user pool of the deployment. */
  'ISSUER',
  /** Where the user pool of the deployment issues tokens to readers. */
  'TOKEN_ENDPOINT',
  /** The console's client at that user pool. */
  'CLIENT_ID',
  /** The origin at which its people sign in and out. */
  'SIGN_IN_ORIGIN',
  /** A JSON list of the audiences of these tokens. */
  'AUDIENCE',
  /** JSON of every queue URL, by kind, for the console. */
  'QUEUE_URLS',
  /** The name of the function that says what a release would change, for the console. */
  'INTERPRET_FUNCTION',
  /** The name of the function that receives messages, for controls that people enter in the console. */
  'RECEIVE_FUNCTION',
  /** The name of the secret with the keys of the console's cookies. */
  'COOKIE_KEYS',
  /** Where the metrics are. */
  'METRICS_NAMESPACE',
] as const;

/** Command-line options that may be set for a whole machine or container. */
export const commandVariables = [
  'LABWIRE_SITE',
  'LABWIRE_SYSTEM',
  'LABWIRE_URL',
  'LABWIRE_DATA',
  'LABWIRE_WORK_QUEUES',
  'LABWIRE_RESULT_QUEUES',
  'LABWIRE_HEALTH_HOST',
  'LABWIRE_HEALTH_PORT',
  /**
   * The key of the gateway's spool, in base64. It is not an argument, because arguments are visible in the
   * list of processes.
   */
  'LABWIRE_SPOOL_KEY',
  'LABWIRE_SPOOL_KEY_FILE',
] as const;

export type FunctionVariable = (typeof functionVariables)[number];
export type CommandVariable = (typeof commandVariables)[number];

/** The environment of a function. */
export type FunctionEnvironment = Readonly<Partial<Record<FunctionVariable, string>>>;
