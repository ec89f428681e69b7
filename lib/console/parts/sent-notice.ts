import type { PageContext } from '../page.ts';
import { counted } from './counted.ts';
import type { Value } from './html.ts';
import { outcome, problem } from './notice.ts';

/** What came of sending things again: `sent` and `refused` in the address. */
export function sentNotice({ query }: Pick<PageContext, 'query'>): Value {
  const [sent, refused] = ['sent', 'refused'].map((name) =>
    Number(/^\d{1,4}$/.exec(query.get(name) ?? '')?.[0] ?? 0),
  );
  return [
    sent !== undefined &&
      sent > 0 &&
      outcome(
        `${counted(sent, 'entry is', 'entries are')} in the queue again, and will leave this list after delivery.`,
      ),
    refused !== undefined &&
      refused > 0 &&
      problem(`${counted(refused, 'entry', 'entries')} could not be sent again and will stay in this list.`),
  ];
}
