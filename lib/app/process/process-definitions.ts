import { normalizeDefinitions } from '../../normalize/kinds/normalize-definitions.ts';
import {
  type ContentDependencies,
  type MessageContent,
  type Processed,
  startTally,
} from './message-content.ts';

/** Stores test definitions. The newest definition of each test counts. */
export async function processDefinitions(
  content: MessageContent,
  { definitions }: ContentDependencies,
): Promise<Processed> {
  const normalized = normalizeDefinitions(content.admitted, content.options);
  const tally = startTally(normalized.received, content, 'test-definition');
  await definitions.put(normalized.definitions);
  return { tally, issues: normalized.issues };
}
