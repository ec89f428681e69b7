import { countDeadLetters, queueNamed, redriveDeadLetters } from '../../app/operate/dead-letters.ts';
import type { ActionContext, Page, PageContext, PreparedAction } from '../page.ts';
import { attempt } from '../parts/attempt.ts';
import { type Html, html } from '../parts/html.ts';
import { empty, problem } from '../parts/notice.ts';
import { reasonForm } from '../parts/reason-form.ts';
import { roleNote } from '../parts/role-note.ts';
import { sentNotice } from '../parts/sent-notice.ts';
import { table } from '../parts/table.ts';
import { tag } from '../parts/tag.ts';
import { everybody, mayDo, redelivers } from '../who-may.ts';

/** As many are put back at once. */
const MOST = 50;

/** The entries of queues that were given up. */
export const deadLettersPage: Page = {
  path: '/dead-letters',
  title: 'Dead letters',
  roles: everybody,
  render: async (context) => ({ content: html`${sentNotice(context)}${await deadLetters(context)}` }),
  actions: [{ name: 'redrive', roles: redelivers, asksReason: true, prepare: prepareRedrive }],
};

const deadLetters = (context: PageContext): Promise<Awaited<Html>> =>
  attempt('The dead letters', countDeadLetters(context.system.queues), (counts) => {
    const some = counts.filter(({ entries }) => entries > 0);
    return html`${table({
      caption: 'Entries that were tried in vain until they were given up',
      columns: [
        { head: 'Queue', cell: ({ queue }) => queue },
        { head: 'Dead letters', isNumber: true, cell: ({ entries }) => tag('bad', String(entries)) },
      ],
      rows: some,
      empty: empty('No queue has a dead letter.'),
    })}${some.length > 0 && (mayDo(context, redelivers) ? redriveForm(some, context) : roleNote('put them back', redelivers, context))}`;
  });

const redriveForm = (some: readonly { readonly queue: string }[], context: PageContext): Html =>
  reasonForm(
    {
      action: 'redrive',
      path: '/dead-letters',
      button: `Put back up to ${MOST}`,
      explanation: 'Dead letters go back into their queue in their order. Correct the cause first.',
      fields: html`<p><label for="queue">Queue</label><select id="queue" name="queue">${some.map(({ queue }) => html`<option>${queue}</option>`)}</select></p>`,
    },
    context,
  );

async function prepareRedrive(context: ActionContext): Promise<PreparedAction> {
  const { system, form } = context;
  const queue = queueNamed(form.get('queue') ?? '', system.queues);
  if (queue === undefined)
    return {
      kind: 'refused',
      status: 400,
      content: problem('There is no queue of this name with dead letters.'),
    };
  return {
    kind: 'ready',
    audit: {
      action: 'redrive',
      resourceType: 'DeadLetter',
      subject: queue.name,
      patients: [],
      count: await queue.deadLetters.count(),
    },
    carryOut: async () => {
      const done = await Array.fromAsync(redriveDeadLetters(queue, MOST, system));
      const refused = done.filter(({ refusal }) => refusal !== undefined).length;
      return { kind: 'done', next: '/dead-letters', outcome: { sent: done.length - refused, refused } };
    },
  };
}
