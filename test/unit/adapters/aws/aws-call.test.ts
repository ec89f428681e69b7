import { describe, expect, test } from '@jest/globals';
import { awsCall, faultOf, isConditionFailure } from '../../../../lib/adapters/aws/aws-call.ts';

/** A fault as the SDK throws it. */
const aFault = (name: string, $fault: 'client' | 'server' = 'client', message = name) =>
  Object.assign(new Error(message), { name, $fault });

const failureOf = (cause: unknown, code = 'NotRead') =>
  awsCall(code, async () => {
    throw cause;
  }).then(
    () => undefined,
    (failure: unknown) => failure,
  );

describe('a request to AWS', () => {
  test('gives what AWS gives', async () => {
    expect(await awsCall('NotRead', async () => 7)).toBe(7);
  });

  test.each([
    ['a fault of AWS', aFault('InternalServerError', 'server')],
    ['a broken connection', new Error('socket hang up')],
    ['a word that is no error', 'constructor'],
    ['too many requests', aFault('ThrottlingException')],
    ['a key that is switched off', aFault('KmsDisabled')],
    ['a token that is over', aFault('ExpiredTokenException')],
  ])('that failed by %s is worth another try', async (_, cause) => {
    expect(await failureOf(cause)).toMatchObject({ code: 'NotRead', disposition: 'transient', cause });
  });

  test.each(['AccessDeniedException', 'ValidationException', 'ResourceNotFoundException', 'constructor'])(
    'that AWS calls the fault of the caller is not: %s',
    async (name) => {
      expect(await failureOf(aFault(name))).toMatchObject({
        disposition: 'permanent',
        message: 'AWS did not do it',
      });
    },
  );
});

describe('content that is too long for AWS is so at every try', () => {
  const bytes = '262144 bytes';
  test.each([
    aFault('EntityTooLarge'),
    aFault('KeyTooLongError'),
    aFault('AWS.SimpleQueueService.BatchRequestTooLong', 'client', `message must be shorter than ${bytes}`),
    aFault('InvalidParameterValue', 'client', `Reason: Message must be shorter than ${bytes}.`),
    aFault('ValidationException', 'client', 'Item size has exceeded the maximum allowed size'),
    aFault('ValidationException', 'client', 'Item size to update has exceeded the maximum allowed size'),
    aFault(
      'ValidationException',
      'client',
      'Size of hashkey has exceeded the maximum size limit of2048 bytes',
    ),
    aFault(
      'ValidationException',
      'client',
      'Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
    ),
    Object.assign(aFault('UnknownError'), { $metadata: { httpStatusCode: 413 } }),
  ])('%s', async (cause) => {
    expect(await failureOf(cause)).toMatchObject({ code: 'TooLong', disposition: 'permanent', cause });
  });
});

test('a condition that did not hold is known by its name', () => {
  expect(isConditionFailure(aFault('ConditionalCheckFailedException'))).toBe(true);
  expect(isConditionFailure(aFault('TransactionCanceledException'))).toBe(false);
  expect(isConditionFailure('ConditionalCheckFailedException')).toBe(false);
});

describe('a fault', () => {
  test.each([
    [aFault('ThrottlingException'), 'throttled'],
    [aFault('ProvisionedThroughputExceededException'), 'throttled'],
    [aFault('SlowDown', 'server'), 'throttled'],
    [aFault('KmsDisabled'), 'key-or-secret'],
    [aFault('AccessDeniedException', 'client', 'not authorized to perform: kms:Decrypt'), 'key-or-secret'],
    [aFault('AccessDeniedException', 'client', 'not authorized to perform: sqs:SendMessage'), 'denied'],
    [aFault('ValidationException'), 'other'],
    [new Error('socket hang up'), undefined],
  ])('%s is told as %s', async (cause, expected) => {
    expect(faultOf(await failureOf(cause))).toBe(expected);
  });

  test('of a secret is told as one, whatever the cause', async () => {
    expect(faultOf(await failureOf(new Error('gone'), 'SecretNotRead'))).toBe('key-or-secret');
  });

  test('of the code is none of AWS', () => {
    expect(faultOf(aFault('ThrottlingException'))).toBeUndefined();
    expect(faultOf(undefined)).toBeUndefined();
  });
});
