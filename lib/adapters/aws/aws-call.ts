import { AdapterError, tooLong } from '../../shared/adapter-error.ts';

/**
 * Runs one AWS request. All our writes are conditional or idempotent, so a fault that AWS may recover from is
 * transient, and may be retried. A fault that AWS attributes to the caller is permanent. Content that is too long for AWS
 * has the code `TooLong`.
 * @throws AdapterError
 */
export async function awsCall<T>(code: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (cause) {
    if (isTooLong(cause))
      throw new AdapterError(tooLong, 'permanent', 'AWS takes nothing so long', { cause });
    throw new AdapterError(code, isCallersFault(cause) ? 'permanent' : 'transient', 'AWS did not do it', {
      cause,
    });
  }
}

const lengthFaults = new Set([
  ...['EntityTooLarge', 'RequestEntityTooLarge', 'KeyTooLongError', 'BatchRequestTooLong'],
  ...['RequestTooLargeException', 'PayloadTooLarge', 'RequestEntityTooLargeException'],
]);

/** The words of DynamoDB and SQS, which have no fault of their own for it. */
const lengthWords =
  /exceeded the (?:maximum allowed size|maximum size limit|size limit)|message must be shorter than/i;

/** Whether AWS refused content for its length, so that the same content is refused at every try. */
function isTooLong(cause: unknown): boolean {
  if (!(cause instanceof Error) || !('$fault' in cause)) return false;
  return lengthFaults.has(cause.name) || statusOf(cause) === 413 || lengthWords.test(cause.message);
}

const statusOf = (cause: Error): unknown =>
  '$metadata' in cause && typeof cause.$metadata === 'object' && cause.$metadata !== null
    ? Reflect.get(cause.$metadata, 'httpStatusCode')
    : undefined;

export const isConditionFailure = (cause: unknown): boolean =>
  cause instanceof Error && cause.name === 'ConditionalCheckFailedException';

export type AwsFault = 'throttled' | 'key-or-secret' | 'denied' | 'other';

/** The kind of AWS fault, for monitoring. */
export function faultOf(failure: unknown): AwsFault | undefined {
  if (!(failure instanceof AdapterError)) return undefined;
  const { cause } = failure;
  if (failure.code === 'SecretNotRead') return 'key-or-secret';
  if (!(cause instanceof Error) || !('$fault' in cause)) return undefined;
  if (/thrott|ThroughputExceeded|LimitExceeded|TooManyRequests|SlowDown/i.test(cause.name))
    return 'throttled';
  if (/^kms/i.test(cause.name) || /\bkms:/.test(cause.message)) return 'key-or-secret';
  return /AccessDenied/i.test(cause.name) ? 'denied' : 'other';
}

const mendableFaults = new Set([
  'KmsDisabled',
  'KmsInvalidState',
  'KmsThrottled',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'ThrottlingException',
  'TooManyRequestsException',
  'ExpiredTokenException',
  'RequestTimeout',
]);

function isCallersFault(cause: unknown): boolean {
  if (!(cause instanceof Error) || !('$fault' in cause)) return false;
  return cause.$fault === 'client' && !mendableFaults.has(cause.name);
}
