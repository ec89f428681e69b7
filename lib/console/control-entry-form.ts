import { answersOfLevel } from '../app/quality/answers-of.ts';
import type { KnownControls } from '../app/quality/find-lot.ts';
import { lotId } from '../app/quality/find-lot.ts';
import type { LotOfSystem } from '../site/quality/schema.ts';
import { decides, entrySource, lotsInUse, type Question, unitOf } from './entered-controls.ts';
import type { PageContext } from './page.ts';
import { systemLink } from './parts/control-words.ts';
import { type Html, html, type Value } from './parts/html.ts';
import { caution, empty, problem } from './parts/notice.ts';
import { reasonForm } from './parts/reason-form.ts';
import { actsOnControls, mayDo } from './who-may.ts';

/** A form that was sent and entered nothing: it is shown again with what was typed. */
export interface SentEntry {
  readonly form: URLSearchParams;
  /** What is wrong, by the id of the field. */
  readonly errors: ReadonlyMap<string, string>;
  readonly questions: readonly Question[];
}

/** The form with which a person enters control results. Nothing where an instrument sends them, and for other roles. */
export function entryForm(known: KnownControls, context: PageContext, sent?: SentEntry): Value {
  const { system } = known;
  if (!mayDo(context, actsOnControls) || entrySource(known, context) === undefined) return undefined;
  // alone on its page it is a part of the page, otherwise a part of what a person can do
  const heading =
    sent === undefined
      ? html`<h3 id="enter">Enter control results</h3>`
      : html`<h2 id="enter">Enter control results</h2>`;
  const lots = lotsInUse(known, context.now);
  if (lots.length === 0)
    return html`${heading}${caution('No lot of the site is in use, so none can be entered.')}`;
  return html`${heading}${reasonForm(
    {
      ...{ action: 'enter', path: `/controls/${encodeURIComponent(system.id)}` },
      button: sent !== undefined && sent.questions.length > 0 ? 'Enter what is confirmed' : 'Enter',
      explanation: `They are stored and judged like those of an instrument, with your name, and are marked on the chart. ${completeness(known)} A wrong one is corrected on its own page, and stays on the chart.`,
      hidden: { entry: sent?.form.get('entry') ?? context.system.newId() },
      reason: sent?.form.get('reason') ?? undefined,
      fields: html`${field('lot', 'Lot', sent, (attributes) => html`<select id="lot" name="lot"${attributes}>${lots.map((lot) => lotOption(lot, sent, context))}</select>`)}
${system.levels.map((level, index) => valueField({ id: `value-${index}`, label: levelLabel(known, lots, level), index, answers: answersOfLevel(system, level) }, sent))}
${field('measured', 'Measured (empty: now)', sent, (attributes) => html`<input type="datetime-local" id="measured" name="measured" value="${sent?.form.get('measured') ?? ''}"${attributes}>`)}`,
    },
    context,
  )}`;
}

/** A lot to choose; nobody should take a parallel one for that in use. */
const lotOption = (lot: LotOfSystem, sent: SentEntry | undefined, { now }: PageContext): Html =>
  html`<option value="${lotId(lot)}"${lotId(lot) === sent?.form.get('lot') && html` selected`}>${lotId(lot)}${!decides(lot, now) && ' (parallel: decides nothing)'}</option>`;

/** What a person should know of an event before entering a part of it. */
export const completeness = ({ system: { levels, replicates, eventMinutes } }: KnownControls): string =>
  levels.length > 1 || replicates > 1
    ? `A control counts when ${replicates > 1 ? `${replicates} results of ` : ''}${levels.length > 1 ? `all levels (${levels.join(', ')})` : 'the level'} are there, measured within ${eventMinutes} minutes: until then it is judged and counts for nothing.`
    : '';

const levelLabel = (known: KnownControls, lots: readonly LotOfSystem[], level: string): string =>
  answersOfLevel(known.system, level) === undefined
    ? `Level ${level}, ${unitsOf(known, lots, level)}`
    : `Level ${level}`;

function unitsOf(known: KnownControls, lots: readonly LotOfSystem[], level: string): string {
  const units = Map.groupBy(lots, (lot) => unitOf(known, lot, level) ?? 'without unit');
  return units.size === 1
    ? [...units.keys()].join('')
    : [...units].map(([unit, some]) => `${unit} for ${some.map(lotId).join(', ')}`).join('; ');
}

/** A field with what is wrong with it. */
function field(
  id: string,
  label: string,
  sent: SentEntry | undefined,
  input: (attributes: Value) => Html,
): Html {
  const error = sent?.errors.get(id);
  const attributes = error !== undefined && html` aria-invalid="true" aria-describedby="${id}-error"`;
  return html`<p><label for="${id}">${label}</label>${input(attributes)}${error !== undefined && html`<span id="${id}-error" class="error">${error}</span>`}</p>`;
}

/** The field of a result, with the question about it. */
export function valueField(
  {
    id,
    label,
    index,
    answers,
  }: {
    readonly id: string;
    readonly label: string;
    readonly index: number;
    /** To choose from. Undefined: a number is typed. */
    readonly answers: readonly string[] | undefined;
  },
  sent: SentEntry | undefined,
): Html {
  const typed = sent?.form.get(id) ?? '';
  const asked = sent?.questions.find((one) => one.index === index);
  return html`${field(id, label, sent, (wrong) => {
    const attributes = html`${asked !== undefined && html` aria-describedby="${id}-question"`}${wrong}`;
    return answers === undefined
      ? html`<input id="${id}" name="${id}" inputmode="decimal" maxlength="30" autocomplete="off" value="${typed}"${attributes}>`
      : html`<select id="${id}" name="${id}"${attributes}><option value="">not measured</option>${answers.map((answer) => html`<option${answer === typed && html` selected`}>${answer}</option>`)}</select>`;
  })}${asked && question(id, asked)}`;
}

const question = (
  id: string,
  { index, level, value, z, expected, meant, exchangedWith }: Question,
): Html => html`<div class="question" role="group" aria-label="Question about level ${level}">
<p id="${id}-question"><strong>Level ${level}: ${value} is ${z === undefined ? 'not what is expected' : `${z} SD from the target`}</strong> (${expected}).${meant !== undefined && html` <strong>Did you mean ${meant}?</strong>`}${exchangedWith !== undefined && html` It fits level ${exchangedWith}: <strong>were the levels exchanged?</strong>`} Compare it with the instrument: correct it above, or confirm it.</p>
<p><label><input type="checkbox" name="sure-${index}" value="${value}"> The instrument shows ${value}</label></p></div>`;

/** What came of a form that entered nothing. */
export function notEntered({ errors, questions }: SentEntry): Html {
  if (errors.size > 0)
    return problem(
      'Nothing was entered.',
      html`Correct what is marked: ${[...errors.keys()].map((id, index) => html`${index > 0 && ', '}<a href="#${id}">${fieldNames.get(id.replace(/-\d+$/, '')) ?? id}</a>`)}.`,
    );
  return problem(
    'Nothing was entered yet.',
    `${questions.length === 1 ? 'One result is' : `${questions.length} results are`} not what is expected, and more probably mistyped than measured. Answer the question below.`,
  );
}

const fieldNames: ReadonlyMap<string, string> = new Map([
  ['lot', 'lot'],
  ['value', 'result'],
  ['measured', 'time'],
]);

/** The page of a form that entered nothing: what is wrong, and the form as it was sent. */
export const entryAgain = (known: KnownControls, context: PageContext, sent: SentEntry): Html =>
  html`${notEntered(sent)}${entryForm(known, context, sent)}${empty('To enter nothing, go back:', systemLink(known.system.id, context, 'test system'))}`;
