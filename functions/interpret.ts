import * as z from 'zod';
import { longestAnswer, tooLongAnswer } from '../lib/adapters/aws/lambda-interpreter.ts';
import { dynamoStores } from '../lib/adapters/dynamodb/stores.ts';
import { interpreterWith } from '../lib/app/operate/interpret.ts';
import { holdReasonSchema } from '../lib/model/hold-reason.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { readScripts, readSite } from './environment.ts';
import { openStore } from './store.ts';

const checked = readSite();
const sendsNothing = { send: () => Promise.reject(new Error('whoever interprets sends nothing')) };
const interpreter = interpreterWith({
  ...checked,
  runScript: readScripts(checked.site),
  clock: systemClock,
  ...dynamoStores(openStore(checked.site)),
  inbound: sendsNothing,
  updates: sendsNothing,
  work: sendsNothing,
});

const questionSchema = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('rehearse'), messageId: z.string(), release: z.array(holdReasonSchema) }),
  z.object({ ask: z.literal('patientsIn'), messageId: z.string() }),
  z.object({ ask: z.literal('unmapped'), most: z.int().positive() }),
  z.object({ ask: z.literal('systems') }),
  z.object({
    ask: z.literal('controls'),
    ...{
      id: z.string(),
      lot: z.string().optional(),
      point: z.string().optional(),
      since: z.number(),
      until: z.number(),
    },
    ...{ from: z.int().nonnegative(), rows: z.int().positive() },
  }),
]);

function answerTo(question: z.infer<typeof questionSchema>): Promise<unknown> {
  switch (question.ask) {
    case 'rehearse':
      return interpreter.rehearse(question);
    case 'patientsIn':
      return interpreter.patientsIn(question.messageId);
    case 'systems':
      return interpreter.systems();
    case 'controls':
      return interpreter.controls(question);
    case 'unmapped':
      return interpreter.unmapped(question.most);
  }
}

/** Answers the console. The role of this function can only read. */
export const handler = async (event: unknown): Promise<unknown> => {
  const answer = (await answerTo(questionSchema.parse(event))) ?? null;
  return Buffer.byteLength(JSON.stringify(answer)) > longestAnswer ? tooLongAnswer : answer;
};
