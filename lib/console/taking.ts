import { holdReasonsOf, type MessageRecord, TAKEN_HOURS, type Taken, takenNow } from '../model/message.ts';
import type { ActionContext, Html, PageContext, PreparedAction } from './page.ts';
import { html, type Value } from './parts/html.ts';
import { caution, empty, outcome, problem } from './parts/notice.ts';
import { reasonForm } from './parts/reason-form.ts';
import { roleNote } from './parts/role-note.ts';
import { wholeTime } from './parts/time.ts';
import { mayDo, takes } from './who-may.ts';

/** Says who looks after a held message. */
export function takenNotice(record: MessageRecord, context: PageContext): Value {
  const taken = takenNow(record, context.now);
  return (
    taken &&
    outcome(`${nameOf(taken, context)} since ${wholeTime(taken.takenAt, context.zone)}: ${taken.note}`)
  );
}

const nameOf = ({ person, name }: Taken, context: PageContext): string =>
  person === context.person.subject ? 'You have it' : `${name} has it`;

/** The form with which a person says that they look after a message, or that they do not any more. */
export function takingForm(record: MessageRecord, context: PageContext): Value {
  const taken = takenNow(record, context.now);
  if (holdReasonsOf(record).length === 0) return undefined;
  if (!mayDo(context, takes))
    return html`<h2>Look after it</h2>${roleNote('say that you look after it', takes, context)}`;
  const path = `/waiting/${record.id}`;
  if (taken === undefined)
    return html`<h2>Look after it</h2>${reasonForm(
      {
        action: 'take',
        path,
        button: 'I have it',
        explanation: `Everybody sees that you look after this message, with what you write here, for ${TAKEN_HOURS} hours or until you give it back. Name no patient.`,
      },
      context,
    )}`;
  if (!mayGiveBack(taken, context))
    return html`<h2>Give it back</h2>${caution('Whoever has it gives it back, or a supervisor.')}`;
  return html`<h2>Give it back</h2>${reasonForm(
    {
      action: 'give-back',
      path,
      button: 'Give it back',
      explanation: 'Others see that nobody looks after this message.',
      hidden: { taken: taken.takenAt },
    },
    context,
  )}`;
}

/** A supervisor gives back what somebody else forgot. */
const mayGiveBack = ({ person }: Taken, context: PageContext): boolean =>
  person === context.person.subject || mayDo(context, ['supervisor']);

const idOf = ({ parameters }: PageContext): string => parameters.get('id') ?? '';

const done = (context: PageContext) => ({ kind: 'done', next: `/waiting/${idOf(context)}` }) as const;

/** Stores that the person looks after the message. Of two who do so at once one wins, and the other is told who. */
export async function prepareTaking(context: ActionContext): Promise<PreparedAction> {
  const { system, person, reader, now } = context;
  const id = idOf(context);
  const record = await system.messages.record(id);
  const standing = record && takenNow(record, now);
  if (
    record === undefined ||
    holdReasonsOf(record).length === 0 ||
    (standing !== undefined && standing.person !== person.subject)
  )
    return { kind: 'refused', status: 409, content: refused(record, context) };
  const { subject, name } = person;
  const taken = { person: subject, name, note: reader.reason, takenAt: now.toISOString() };
  return {
    kind: 'ready',
    audit: { action: 'take', resourceType: 'Message', subject: id, patients: [], count: 1 },
    carryOut: async () =>
      (await system.messages.take(id, taken))
        ? done(context)
        : {
            ...{ kind: 'shown', status: 409 },
            content: refused(await system.messages.record(id), context),
          },
  };
}

export async function prepareGivingBack(context: ActionContext): Promise<PreparedAction> {
  const { system, form, now } = context;
  const id = idOf(context);
  const record = await system.messages.record(id);
  const taken = record && takenNow(record, now);
  if (taken === undefined || taken.takenAt !== form.get('taken') || !mayGiveBack(taken, context))
    return { kind: 'refused', status: 409, content: refused(record, context) };
  return {
    kind: 'ready',
    audit: { action: 'give-back', resourceType: 'Message', subject: id, patients: [], count: 1 },
    carryOut: async () =>
      (await system.messages.giveBack(id, taken))
        ? done(context)
        : {
            ...{ kind: 'shown', status: 409 },
            content: refused(await system.messages.record(id), context),
          },
  };
}

/** Says who has it now. */
const refused = (record: MessageRecord | undefined, context: PageContext): Html =>
  html`${problem('Nothing was changed: somebody was faster, or nothing of the message is held any more.')}${
    record && takenNotice(record, context)
  }${empty('See the message as it is now.', html`<a href="${context.href(`/waiting/${idOf(context)}`)}">Held message</a>`)}`;
