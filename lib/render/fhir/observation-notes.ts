import type { Annotation } from '@medplum/fhirtypes';
import type { Reagent, Value } from '../../model/observation.ts';
import type { Mark, ReportedObservation } from '../../model/report.ts';
import { bearsUnit, endsWithUnit, namesUnit } from '../../model/value-text.ts';
import { unitName } from './quantity.ts';
import { cleanText, joined } from './text.ts';

/** The earlier reported statement that a result supersedes; it is in the history. */
export type Corrects = { readonly messageId: string; readonly at: string } | undefined;

/**
 * The notes that we add to a result: its value as sent where it was converted, a unit that FHIR has no place for, the
 * value that it corrects, what is doubtful about it, and its reagents.
 */
export const ownNotesOf = (observation: ReportedObservation, corrects: Corrects): Annotation[] => [
  ...originalOf(observation),
  ...otherUnitOf(observation),
  ...correctionOf(observation, corrects),
  ...doubtsOf(observation),
  ...(observation.reagents ?? []).flatMap(reagentNote),
];

/**
 * A note with the original value of a corrected result and the time of its report (42 CFR 493.1291(k)). Text
 * values are not quoted, because an excerpt out of context could be read as the result.
 */
function correctionOf({ history }: ReportedObservation, corrects: Corrects): Annotation[] {
  const replaced = history.find(
    ({ messageId, at }) => messageId === corrects?.messageId && at === corrects.at,
  );
  if (replaced === undefined) return [];
  const at = replaced.reported === undefined ? '' : ` (${replaced.reported})`;
  return [{ text: `Corrects the result reported before${quoted(replaced)}${at}` }];
}

/** Texts longer than a line are not quoted. */
const LONG_TEXT = 80;

function quoted({ values, unit: own }: ReportedObservation['history'][number]): string {
  if (values.some(({ kind }) => kind === 'document')) return ', a document';
  const text = joined(values.map(shortText));
  if (text === undefined) return ': no value';
  if (
    text.length > LONG_TEXT ||
    /[\r\n]/.test(text) ||
    (values.length > 1 && values.every(({ kind }) => kind === 'text'))
  )
    return ', a text';
  const unit = values.some(bearsUnit) ? unitName(own) : undefined;
  // a search for the old value, as results are shown, must not find the note
  return unit === undefined ? `: ${text}` : `: "${text}" ${unit}`;
}

/** A value in one line, as a reader knows it: the name of a code, and no delimiters of HL7. */
function shortText(value: Value): string | undefined {
  switch (value.kind) {
    case 'quantity':
      return `${value.comparator ?? ''}${value.number}`;
    case 'range':
      return `${value.low}-${value.high}`;
    case 'ratio':
      return `${value.numerator}:${value.denominator}`;
    case 'coded': {
      const { text, codings } = value.concept;
      return text ?? codings.find(({ display }) => display !== undefined)?.display ?? codings[0]?.code;
    }
    case 'moment':
      return value.moment.iso;
    default:
      return value.text;
  }
}

const doubts: Readonly<Record<Mark, string | undefined>> = {
  'order-unknown':
    'Several messages about this result bear the same time; the one that was received last is shown',
  'un-verified': 'A preliminary result came after this final one and is not shown',
  'failed-rerun': 'The analyzer measured again, and that run gave no result',
  'no-original': undefined,
};

const doubtsOf = ({ marks = [] }: ReportedObservation): Annotation[] =>
  marks.flatMap((mark) => {
    const text = doubts[mark];
    return text === undefined ? [] : [{ text }];
  });

function reagentNote({ substance, lot, expires }: Reagent): Annotation[] {
  const name = substance?.codings[0]?.display ?? substance?.codings[0]?.code ?? substance?.text;
  const text = joined(
    [
      name,
      lot === undefined ? undefined : `lot ${lot}`,
      expires === undefined ? undefined : `expires ${expires.iso}`,
    ],
    ', ',
  );
  return text === undefined ? [] : [{ text: `Reagent: ${text}` }];
}

/** A note with the laboratory's own value beside a converted one. */
function originalOf({ converted, values, unit, referenceRange }: ReportedObservation): Annotation[] {
  if (converted === undefined) return [];
  const name = unit?.codings[0]?.code ?? unit?.text;
  const value = values.map(shortText).join('; ');
  const range = referenceRange === undefined ? '' : `, reference range ${referenceRange.text}`;
  const text = cleanText(`Reported by the laboratory as ${[value, name].join(' ').trim()}${range}`);
  return text === undefined ? [] : [{ text }];
}

/**
 * A note with the unit of a text value. Text in OBX-6 that cannot be read as a unit may belong to the value
 * (`B Pos`). If the text names a unit itself, OBX-6 contradicts it.
 */
function otherUnitOf({ values, unit }: ReportedObservation): Annotation[] {
  const name = unitName(unit);
  const isText = values.length > 0 && values.every(({ kind }) => kind === 'text');
  if (name === undefined || !isText) return [];
  const isRead = unit?.codings.some(({ system }) => system?.toUpperCase() === 'UCUM') === true;
  const isOther = values.some(({ text }) => namesUnit(text) && !endsWithUnit(text, name));
  return isOther || (!isRead && !values.some(bearsUnit)) ? [{ text: `Sent as its unit: ${name}` }] : [];
}
