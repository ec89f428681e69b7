import { askRelease, stateSeen } from '../app/operate/ask-release.ts';
import type { MessageRecord } from '../model/message.ts';
import { AdapterError } from '../shared/adapter-error.ts';
import type { ActionContext, Html, PageContext, PreparedAction } from './page.ts';
import { html, type Value } from './parts/html.ts';
import { messageLink } from './parts/message-list.ts';
import { outcome, problem } from './parts/notice.ts';
import { reasonForm } from './parts/reason-form.ts';
import { roleNote } from './parts/role-note.ts';
import { mayDo, replays } from './who-may.ts';

/** The form with which a message is read again. Other roles, and everybody while something waits for its turn, are told why there is none. */
export function replayForm(record: MessageRecord, context: PageContext): Value {
  const { id, asked, refusedRelease } = record;
  const heading = html`<h2>Read it again</h2>`;
  if (!mayDo(context, replays)) return [heading, roleNote('have it read again', replays, context)];
  if (asked !== undefined)
    return [heading, outcome('A release or a replay waits for its turn in the queue.')];
  return [
    heading,
    refusedRelease !== undefined && problem(`The last one was not possible: ${refusedRelease.reason}.`),
    reasonForm(
      {
        action: 'replay',
        path: `/messages/${id}`,
        button: 'Read it again',
        explanation:
          'The message is read with the site, the orders and the merges of today. What differs is a new version, and destinations are sent it. No hold is lifted.',
        hidden: { seen: stateSeen(record) },
      },
      context,
    ),
  ];
}

/** Queues the replay of a message in its own sequence, as a release is queued. */
export async function prepareReplay(context: ActionContext): Promise<PreparedAction> {
  const { system, form, reader, parameters } = context;
  const messageId = parameters.get('id') ?? '';
  const seen = form.get('seen') ?? '';
  const record = await system.messages.record(messageId);
  if (record === undefined)
    return { kind: 'refused', status: 404, content: problem('There is no such message.') };
  if (stateSeen(record) !== seen)
    return { kind: 'refused', status: 409, content: changed(messageId, context) };
  const plan = await system.interpreter.rehearse({ messageId, release: [] }).catch((cause: unknown) => {
    if (!(cause instanceof AdapterError)) throw cause;
    context.onFailure(cause);
    return undefined;
  });
  if (plan === undefined)
    return {
      kind: 'refused',
      status: 503,
      content: notDone('It could not be worked out. Try again in a minute.', messageId, context),
    };
  if (plan.kind === 'refused')
    return { kind: 'refused', status: 409, content: notDone(`${plan.reason}.`, messageId, context) };
  const { group, patients } = plan;
  return {
    kind: 'ready',
    audit: { action: 'replay', resourceType: 'Message', subject: messageId, patients, count: 1 },
    carryOut: async () => {
      const wish = { messageId, release: [], reader, seen, group };
      const asked = await askRelease(wish, system);
      return asked.kind === 'queued'
        ? { kind: 'done', next: `/messages/${messageId}` }
        : { kind: 'shown', status: 409, content: changed(messageId, context) };
    },
  };
}

const notDone = (sentence: string, messageId: string, context: PageContext): Html =>
  html`${problem('Nothing was read again.', sentence)}<p>${messageLink(messageId, context)}</p>`;

/** Says that somebody was faster. */
const changed = (messageId: string, context: PageContext): Html =>
  notDone('The message has changed since you opened it.', messageId, context);
