import { parentPort, workerData } from 'node:worker_threads';

/** Runs inside a worker: loads one bundled function and answers its invocations, one at a time. */

interface Invocation {
  readonly id: number;
  readonly event: unknown;
}

const { entry, functionName, timeoutMs } = workerData as {
  entry: string;
  functionName: string;
  timeoutMs: number;
};
const port = parentPort;
if (port === null) throw new Error('lambda-runtime.ts runs inside a worker');

const { handler } = await import(entry);

port.on('message', async ({ id, event }: Invocation) => {
  const deadline = Date.now() + timeoutMs;
  const context = {
    functionName,
    awsRequestId: `local-${id}`,
    invokedFunctionArn: functionName,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    // through JSON, as in Lambda
    const result = await handler(event, context);
    port.postMessage({ id, result: JSON.stringify(result ?? null) });
  } catch (cause) {
    logFailure(cause);
    port.postMessage({ id, error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) });
  }
});

/** Logs an uncaught error of a handler in Lambda's format. */
function logFailure(cause: unknown): void {
  const { name, message, stack } = cause instanceof Error ? cause : new Error(String(cause));
  const failure = { errorType: name, errorMessage: message, stackTrace: stack?.split('\n') };
  process.stdout.write(
    `${JSON.stringify({ timestamp: new Date().toISOString(), level: 'ERROR', message: failure })}\n`,
  );
}

port.postMessage({ ready: true });
