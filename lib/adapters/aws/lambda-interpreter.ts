import type { SeenControls, SeenSystem } from '../../model/seen-controls.ts';
import type { UnmappedTerm } from '../../model/unmapped-term.ts';
import type { Interpreter, Rehearsed } from '../../ports/interpreter.ts';
import { AdapterError, tooLong } from '../../shared/adapter-error.ts';
import { type FunctionAddress, functionAt } from './invoke-function.ts';

/** In bytes. Lambda answers at most 6 MB. */
export const longestAnswer = 5_500_000;

/** The answer instead of a longer one. */
export const tooLongAnswer = { kind: 'too-long' } as const;

/** Asks the function that holds the meaning of messages, so that the console need not. It writes nothing. */
export function lambdaInterpreter(address: FunctionAddress): Interpreter {
  const invoke = functionAt(address, {
    code: 'NotInterpreted',
    message: 'There was no answer of the function that knows what messages mean',
  });
  const ask = async (question: object): Promise<unknown> => {
    const answer = await invoke(question);
    if (JSON.stringify(answer) === JSON.stringify(tooLongAnswer))
      throw new AdapterError(tooLong, 'permanent', 'The answer is too long to be sent');
    return answer;
  };
  return {
    rehearse: async (request) => (await ask({ ask: 'rehearse', ...request })) as Rehearsed,
    patientsIn: async (messageId) => (await ask({ ask: 'patientsIn', messageId })) as readonly string[],
    systems: async () => (await ask({ ask: 'systems' })) as readonly SeenSystem[],
    controls: async (request) =>
      ((await ask({ ask: 'controls', ...request })) as SeenControls | null) ?? undefined,
    unmapped: async (most) => (await ask({ ask: 'unmapped', most })) as readonly UnmappedTerm[],
  };
}
