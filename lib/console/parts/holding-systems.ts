import { dueControls, type StoredSystem, storedSystems } from '../../app/operate/count-controls.ts';
import { dueText } from '../../app/operate/due-words.ts';
import { gateReasons } from '../../model/hold-reason.ts';
import { holdReasonsOf, type MessageRecord } from '../../model/message.ts';
import type { GatedResult } from '../../model/report.ts';
import { currentParts } from '../../reports/parts.ts';
import type { PageContext } from '../page.ts';
import { attempt } from './attempt.ts';
import { systemLink } from './control-words.ts';
import { type Html, html, type Value } from './html.ts';
import { wholeTime } from './time.ts';

const holds: ReadonlySet<string> = new Set(gateReasons);

/**
 * The test systems that hold results of a message, what each needs now, and whether that releases the result. Nothing is read for
 * other messages; otherwise one request for each report, and one for the states.
 */
export async function holdingSystems(record: MessageRecord, context: PageContext): Promise<Value> {
  if (!holdReasonsOf(record).some((reason) => holds.has(reason))) return undefined;
  return attempt('The test systems', heldResults(record, context), ({ results, states }) =>
    results.length === 0
      ? undefined
      : html`<h2>Test systems that hold it</h2><ul>${results.map((one) => heldBy(one, states, context))}</ul>`,
  );
}

async function heldResults({ id, reports }: MessageRecord, { system }: PageContext) {
  const [states, ...versions] = await Promise.all([
    storedSystems(system),
    ...reports.map(({ key }) => system.reports.latest(key)),
  ]);
  const parts = versions.flatMap((version) => currentParts(version?.report.parts ?? []));
  const gated = parts.filter(({ messageId }) => messageId === id).flatMap(({ gate = [] }) => gate);
  return { results: gated.filter(({ reason }) => reason !== undefined), states };
}

function heldBy(held: GatedResult, states: readonly StoredSystem[], context: PageContext): Html {
  const { at, system: id, measuredAt, reason, isFinal } = held;
  const measured = `${at}, measured at ${wholeTime(new Date(measuredAt), context.zone)}: ${reason}`;
  const stored = states.find(({ system }) => system.id === id);
  const [due] = stored === undefined ? [] : dueControls([stored], context.now);
  if (stored === undefined || due === undefined) return html`<li>${measured}.</li>`;
  const needed = dueText(due, stored.system.due, (time) => wholeTime(new Date(time), context.zone));
  const lasting =
    isFinal === true &&
    ' No later control releases this result: an action on the instrument or a stop came after it was measured. Measure the specimen again, or release it.';
  return html`<li>${systemLink(stored.system.id, context)}: ${needed}. ${measured}.${lasting}</li>`;
}
