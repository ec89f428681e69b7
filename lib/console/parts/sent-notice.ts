import type { PageContext } from '../page.ts';
import { counted } from './counted.ts';
import type { Value } from './html.ts';
import { outcome, problem } from './notice.ts';

/** What came of sending things again. */
export function sentNotice({ outcome: told }: Pick<PageContext, 'outcome'>): Value {
  const { sent = 0, refused = 0 } = told ?? {};
  return [
    sent > 0 &&
      outcome(
        `${counted(sent, 'entry is', 'entries are')} in the queue again, and will leave this list after delivery.`,
      ),
    refused > 0 &&
      problem(`${counted(refused, 'entry', 'entries')} could not be sent again and will stay in this list.`),
  ];
}
