import type { AwsRequest } from './request.ts';

/** Invokes a function by its name, and gives its answer. */
export type Invoke = (name: string, event: unknown) => Promise<unknown>;

/** Answers `Invoke` of Lambda: the error of a function is an answer, too. */
export async function answerInvocation(
  { members, body }: AwsRequest,
  invoke: Invoke | undefined,
): Promise<{ readonly status: number; readonly headers: Record<string, string>; readonly body: string }> {
  try {
    const answer = await invoke?.(String(members['FunctionName']), JSON.parse(body.toString('utf8')));
    return { status: 200, headers: {}, body: JSON.stringify(answer ?? null) };
  } catch (cause) {
    const failure = { errorMessage: cause instanceof Error ? cause.message : String(cause) };
    return { status: 200, headers: { 'x-amz-function-error': 'Unhandled' }, body: JSON.stringify(failure) };
  }
}
