import { resultCount } from '../../normalize/transform/transform-message.ts';
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
  const { message } = content.admitted;
  return { tally: startTally(resultCount(message), content, 'told-with-order'), issues: message.issues };
}
