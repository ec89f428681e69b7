import { recordAnswers } from '../work/record-answers.ts';
import {
  type ContentDependencies,
  type MessageContent,
  type Processed,
  startTally,
} from './message-content.ts';

/** Stores an instrument's answers to its work with the orders. */
export async function processWorkAnswers(
  content: MessageContent,
  dependencies: ContentDependencies,
): Promise<Processed> {
  await recordAnswers({ admitted: content.admitted, ...content.options }, dependencies);
  return { tally: startTally(0, content), issues: content.admitted.message.issues };
}
