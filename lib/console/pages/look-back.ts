import { type FoundLookBack, findLookBack } from '../../app/quality/find-look-back.ts';
import { type LookBack, type LookBackRow, obstacleToSign } from '../../app/quality/look-back.ts';
import type { LookBackTurn } from '../../app/quality/look-back-course.ts';
import { type ControlAction, dispositions } from '../../model/control-action.ts';
import { whoDid } from '../../model/who-did.ts';
import type { TestSystem } from '../../site/quality/schema.ts';
import { knownSystem } from '../known-system.ts';
import { pathOf, prepareDispositions, prepareSignature, rowWord, seenOf } from '../look-back-decisions.ts';
import { preparePatients, ROWS, shownRows } from '../look-back-patients.ts';
import type { Answer, Page, PageContext } from '../page.ts';
import { attempt } from '../parts/attempt.ts';
import { actionWord, comparedHead, levelsOf, rulesOf, systemLink } from '../parts/control-words.ts';
import { counted } from '../parts/counted.ts';
import { fields } from '../parts/fields.ts';
import { type Html, html, type Value } from '../parts/html.ts';
import { dispositionWords, lookBackTag, lowerBound, openRows, upperBound } from '../parts/look-back-words.ts';
import { messageLink } from '../parts/message-list.ts';
import { caution, empty, outcome } from '../parts/notice.ts';
import { pagesOfList } from '../parts/pages-of-list.ts';
import { reasonForm } from '../parts/reason-form.ts';
import { roleNote } from '../parts/role-note.ts';
import { table } from '../parts/table.ts';
import { tag } from '../parts/tag.ts';
import { time, wholeTime } from '../parts/time.ts';
import { actsOnControls, everybody, mayDo, seesPatients, seesReasons } from '../who-may.ts';

/** One look-back: its bounds and how they came about, its results, what people decided, and the second signature. */
export const lookBackPage: Page = {
  path: '/look-back/:system/:event',
  title: 'Look-back of a rejected control',
  roles: everybody,
  render: async (context): Promise<Answer> => {
    const { parameters, system } = context;
    const known = knownSystem(parameters.get('system') ?? '', context);
    const back = html`<p><a href="${context.href('/look-back')}">All look-backs</a></p>`;
    if (known === undefined) return { status: 404, content: html`${back}${unknown()}` };
    const reading = findLookBack(known, parameters.get('event') ?? '', system);
    const content = await attempt('The look-back', reading, (found) =>
      found === undefined ? unknown() : shown(found, known.system, context),
    );
    // a failed reading is told in the content
    const found = await reading.catch(() => null);
    return { ...(found === undefined ? { status: 404 } : {}), content: html`${back}${content}` };
  },
  actions: [
    { name: 'dispose', roles: actsOnControls, asksReason: true, prepare: prepareDispositions },
    { name: 'sign', roles: actsOnControls, asksReason: true, prepare: prepareSignature },
    { name: 'patients', roles: seesPatients, asksReason: true, prepare: preparePatients },
  ],
};

const unknown = (): Html => empty('No control with this id was rejected in the last 35 days.');

function shown(found: FoundLookBack, system: TestSystem, context: PageContext): Html {
  const { known, lookBack, verdict, decisions } = found;
  const head = html`${fields([
    ['Test system', systemLink(system.id, context)],
    ['Rejected', wholeTime(new Date(known.at), context.zone)],
    ['Broken rules', verdict && rulesOf(verdict)],
    [comparedHead([system]), verdict && levelsOf(verdict)],
    ['State', lookBackTag(lookBack === undefined ? 'void' : known.state, lookBack)],
    ['Results measured after', lookBack && lowerBound(lookBack, context)],
    ['Until', lookBack && upperBound(lookBack, context)],
    ['Results', lookBack && `${lookBack.rows.length}, of which ${openRows(lookBack).length} to decide`],
  ])}${turns(found, context)}`;
  if (lookBack === undefined)
    return html`${head}${caution('The control is not rejected any more, so nothing is to be looked at again. What people decided is kept.')}${decisionTable(decisions, context)}`;
  return html`${head}${signatureOf(lookBack, context)}
<h2>Results</h2>${rowsForm(lookBack, context)}${patientForm(lookBack, context)}
${signForm(lookBack, context)}`;
}

/** How the bounds came about. Nothing if they are as they were at first. */
const turns = ({ course, actions }: FoundLookBack, context: PageContext): Value =>
  course.length > 1 &&
  html`<h2>How it changed</h2><ul>${course.map(
    (turn, index) =>
      html`<li>${wholeTime(new Date(turn.at), context.zone)}: ${index === 0 ? 'opened' : turn.isVoid ? 'void' : 'bounds moved'}, ${turnWords(turn, context)}${index > 0 && html`, because of ${causeOf(turn, actions, context)}`}</li>`,
  )}</ul>`;

const turnWords = ({ after, isVoid }: LookBackTurn, context: PageContext): string =>
  isVoid
    ? 'the control is not rejected any more'
    : after === undefined
      ? 'no good control before it was known'
      : `results after ${wholeTime(new Date(after), context.zone)}`;

function causeOf(
  { cause }: LookBackTurn,
  actions: ReadonlyMap<string, ControlAction>,
  context: PageContext,
): Value {
  const action = actions.get(cause);
  if (action !== undefined)
    return `an action: ${actionWord(action.kind)} by ${whoDid(action)}${mayDo(context, seesReasons) ? `: ${action.why}` : ''}`;
  return cause === 'site'
    ? 'other lots, targets or rules of the site'
    : html`a control that came late, or other lots, targets or rules: message ${messageLink(cause, context)}`;
}

const signatureOf = ({ signed, outdated, rows }: LookBack, { zone }: PageContext): Value => [
  signed !== undefined &&
    outcome(`Signed by ${whoDid(signed)} at ${wholeTime(new Date(signed.recordedAt), zone)}.`),
  outdated !== undefined &&
    caution(
      `${whoDid(outdated)} signed at ${wholeTime(new Date(outdated.recordedAt), zone)}. Since then ${
        rows.some(({ decision }) => decision === undefined)
          ? 'further results belong to it'
          : 'somebody decided again'
      }, so it must be signed anew.`,
    ),
];

function rowsForm(lookBack: LookBack, context: PageContext): Html {
  const { from, shown: rows } = shownRows(lookBack.rows, context.query.get('from'));
  const mayDecide = mayDo(context, actsOnControls) && rows.length > 0;
  const list = rowTable(lookBack, rows, from, mayDecide, context);
  const page = (start: number): string => context.href(`${pathOf(context)}?from=${start}`);
  const pages = pagesOfList({
    previous: from > 0 ? page(Math.max(0, from - ROWS)) : undefined,
    next: from + ROWS < lookBack.rows.length ? page(from + ROWS) : undefined,
  });
  if (!mayDecide)
    return html`${list}${pages}${rows.length > 0 && roleNote('decide about results', actsOnControls, context)}`;
  const open = openRows(lookBack).length;
  return html`${pages}${reasonForm(
    {
      action: 'dispose',
      path: pathOf(context),
      button: 'Write down',
      explanation:
        'Nothing is delivered by a decision: a corrected result comes from the laboratory. Name no patient in the reason.',
      hidden: { seen: seenOf(lookBack) },
      fields: html`${list}
<fieldset class="bar"><legend>Decide about</legend>
<p><label><input type="radio" name="which" value="chosen" checked> the chosen results</label></p>
${open > 0 && html`<p><label><input type="radio" name="which" value="open"> ${open === 1 ? 'the only result that is open' : `all ${open} that are open`}</label></p>`}</fieldset>
<p><label for="disposition">Decision</label><select id="disposition" name="disposition" required><option value="">choose one</option>${dispositions.map(
        (one) => html`<option value="${one}">${dispositionWords[one][1]}</option>`,
      )}</select></p>`,
    },
    context,
  )}`;
}

const rowTable = (
  { rows: all }: LookBack,
  rows: readonly LookBackRow[],
  from: number,
  mayDecide: boolean,
  context: PageContext,
): Value =>
  table({
    caption: `${counted(all.length, 'delivered result')}, by time${all.length > ROWS ? `; ${from + 1} to ${from + rows.length} are shown` : ''}`,
    columns: [
      { head: 'Measured', cell: ({ measuredAt }) => time(new Date(measuredAt), context) },
      ...(mayDecide ? [{ head: 'Choose', cell: (row: LookBackRow) => choiceOf(row, context) }] : []),
      { head: 'Message', cell: ({ messageId }) => messageLink(messageId, context) },
      { head: 'Place', cell: ({ at }) => at },
      {
        head: 'Report',
        cell: ({ reportKey }) =>
          html`<a class="id" href="${context.href(`/messages?report=${encodeURIComponent(reportKey)}`)}">${reportKey.slice(0, 12)}</a>`,
      },
      { head: 'Decision', cell: ({ decision }) => decisionTag(decision) },
      { head: 'By', cell: ({ decision }) => decision && whoDid(decision) },
      ...whyColumn(context, ({ decision }: LookBackRow) => decision?.why),
    ],
    rows,
    empty: empty('No result of this time was delivered.', 'It is closed by one signature.'),
  });

const choiceOf = (row: LookBackRow, { zone }: PageContext): Html =>
  html`<input type="checkbox" name="row" value="${rowWord(row)}" aria-label="Choose the result of ${wholeTime(new Date(row.measuredAt), zone)}, message ${row.messageId.slice(0, 12)} ${row.at}">`;

const decisionTag = (decision: ControlAction | undefined): Html =>
  decision?.disposition === undefined ? tag('bad', 'open') : tag(...dispositionWords[decision.disposition]);

const whyColumn = <Row>(context: PageContext, cell: (row: Row) => Value) =>
  mayDo(context, seesReasons) ? [{ head: 'Why', cell }] : [];

/** What people decided about a look-back that is void. */
const decisionTable = (decisions: readonly ControlAction[], context: PageContext): Value =>
  table({
    caption: counted(decisions.length, 'decision'),
    columns: [
      { head: 'When', cell: ({ recordedAt }) => time(recordedAt, context) },
      { head: 'What', cell: ({ kind, disposition }) => (kind === 'sign' ? 'signed' : disposition) },
      {
        head: 'Result',
        cell: ({ row }) => row !== undefined && html`<span class="id">${row.slice(0, 12)}</span>`,
      },
      { head: 'By', cell: whoDid },
      ...whyColumn(context, ({ why }: ControlAction) => why),
    ],
    rows: decisions,
    empty: undefined,
  });

const patientForm = ({ rows }: LookBack, context: PageContext): Value =>
  rows.length > 0 &&
  html`<h2>Whose results they are</h2>${
    mayDo(context, seesPatients)
      ? reasonForm(
          {
            action: 'patients',
            path: pathOf(context),
            button: 'Show the patients',
            explanation: 'Shows patients, specimens and values of the results of this page.',
            hidden: { from: context.query.get('from') ?? undefined },
          },
          context,
        )
      : roleNote('look at the patients', seesPatients, context)
  }`;

function signForm(lookBack: LookBack, context: PageContext): Value {
  if (lookBack.signed !== undefined) return undefined;
  const heading = html`<h2>Second signature</h2>`;
  if (!mayDo(context, actsOnControls)) return html`${heading}${roleNote('sign it', actsOnControls, context)}`;
  const obstacle = obstacleToSign(lookBack, context.person.subject);
  if (obstacle !== undefined) return html`${heading}${caution(`You cannot sign it yet: ${obstacle}.`)}`;
  return html`${heading}${reasonForm(
    {
      action: 'sign',
      path: pathOf(context),
      button: 'Sign and close',
      explanation: 'You confirm that the decisions about all of its results are right.',
      hidden: { seen: seenOf(lookBack) },
    },
    context,
  )}`;
}
