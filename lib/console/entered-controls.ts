import { answersOfLevel } from '../app/quality/answers-of.ts';
import { type KnownControls, lotId } from '../app/quality/find-lot.ts';
import { type ImprobableValue, improbableControls } from '../app/quality/improbable-controls.ts';
import { controlMessage, type EnteredControl } from '../render/hl7/control-message.ts';
import { AdapterError } from '../shared/adapter-error.ts';
import type { LotName, LotOfSystem } from '../site/quality/schema.ts';
import type { Source } from '../site/site.ts';
import type { ActionContext, PageContext } from './page.ts';
import { DAY } from './parts/time.ts';

/** Control results are entered so far back. */
export const ENTRY_DAYS = 31;

/** The source of a test system whose controls people enter. Undefined: an instrument sends them. */
export const entrySource = ({ system }: KnownControls, context: PageContext): Source | undefined =>
  context.system.site.sources.find(({ id, entry }) => id === system.source && entry === 'console');

const isSince = (time: string | undefined, now: Date): boolean =>
  time !== undefined && Date.parse(time) <= now.getTime();

/** Whether the results of a lot decide now: those of a parallel one are collected. */
export const decides = ({ active }: LotOfSystem, now: Date): boolean => isSince(active, now);

/** Lots that are in use, the active ones first. */
export const lotsInUse = ({ system }: KnownControls, now: Date): readonly LotOfSystem[] =>
  system.lots
    .filter(
      ({ active, parallel, retired }) =>
        (isSince(active, now) || isSince(parallel, now)) && !isSince(retired, now),
    )
    .toSorted((one, other) => Number(isSince(other.active, now)) - Number(isSince(one.active, now)));

/** How messages of the source name a lot and level: the name with the most words. */
function nameOf({ materials, system }: KnownControls, lot: LotOfSystem, level: string): LotName | undefined {
  const names = materials
    .filter(({ id }) => id === lot.material)
    .flatMap(({ lots }) => lots.filter((one) => one.lot === lot.lot))
    .flatMap(({ levels }) => levels.filter((one) => one.level === level))
    .flatMap(({ names: all }) => all.filter(({ source }) => source === system.source));
  const words = (name: LotName): number => Object.keys(name).length;
  return names.toSorted((one, other) => words(other) - words(one))[0];
}

export const unitOf = ({ system }: KnownControls, lot: LotOfSystem, level: string): string | undefined =>
  system.targets.findLast(
    (one) => one.material === lot.material && one.lot === lot.lot && one.level === level,
  )?.unit;

/** A control result as it was typed, with its place in the form. */
export interface TypedControl extends EnteredControl {
  /** The number of the level in the test system. */
  readonly index: number;
  readonly level: string;
}

const NUMBER = /^[+-]?\d{1,12}(?:\.\d{1,12})?$/;

/** A typed result of a lot and level. Otherwise what is wrong with it. */
export function typedControl(
  known: KnownControls,
  lot: LotOfSystem,
  { index, text }: { readonly index: number; readonly text: string },
): TypedControl | string {
  const level = known.system.levels[index] ?? '';
  const answers = answersOfLevel(known.system, level);
  if (answers !== undefined && !answers.includes(text)) return 'Choose one of the answers.';
  if (answers === undefined && !NUMBER.test(text))
    return 'Give a number such as 7.40: digits and one point, nothing else.';
  const name = nameOf(known, lot, level);
  if (name === undefined)
    return `This lot and level has no name for the source ${known.system.source}: add one to the material in the site.`;
  return {
    ...{ index, level, name, value: text },
    ...(answers === undefined ? { unit: unitOf(known, lot, level) } : { unit: undefined, isAnswer: true }),
  };
}

/** When it was measured: now, or a time of the last 31 days. Otherwise what is wrong with the time. */
export const measuredAtOf = (at: Date | undefined, now: Date): Date | string =>
  at === undefined || at > now || at.getTime() < now.getTime() - ENTRY_DAYS * DAY
    ? `Give a time of the last ${ENTRY_DAYS} days.`
    : at;

/** A result that is asked about. */
export interface Question extends ImprobableValue {
  readonly index: number;
  readonly value: string;
}

/** What the person is asked before these results count. A result that they confirmed is not asked about again. */
export const questionsAbout = (
  { system }: KnownControls,
  lot: LotOfSystem,
  typed: readonly TypedControl[],
  { measuredAt, form }: { readonly measuredAt: Date; readonly form: URLSearchParams },
): readonly Question[] =>
  improbableControls(
    typed.map(({ level, value, unit, isAnswer }) => ({
      ...{ level, lot: lotId(lot), value, unit },
      ...(isAnswer === true ? { answer: value } : {}),
    })),
    system,
    measuredAt,
  ).flatMap((improbable): Question[] => {
    const one = typed.find(({ level }) => level === improbable.level);
    // whoever confirmed one number and then typed another has not confirmed that one
    if (one === undefined || form.get(`sure-${one.index}`) === one.value) return [];
    return [{ ...improbable, index: one.index, value: one.value }];
  });

/** The levels of an event without a result among these. */
export const missingLevels = ({ system }: KnownControls, typed: readonly TypedControl[]): string[] =>
  system.levels.filter((level) => !typed.some((one) => one.level === level));

/** The message of entered results, as an instrument of their source would send it. */
export function entryMessage(
  { system }: KnownControls,
  { sender }: Source,
  {
    id,
    results,
    measuredAt,
  }: { readonly id: string; readonly results: readonly TypedControl[]; readonly measuredAt: Date },
  { person, now }: ActionContext,
): Uint8Array {
  const { analyte, analyzer } = system;
  return controlMessage({
    ...{ application: sender.application ?? '', facility: sender.facility },
    ...{ id, analyte, analyzer, results, measuredAt, enteredAt: now },
    person: { id: person.subject, name: person.name },
  });
}

/** Hands a message of entered results over. Undefined: it is not known whether it was accepted. */
export async function given(
  bytes: Uint8Array,
  { system, onFailure }: ActionContext,
): Promise<'accepted' | 'refused' | undefined> {
  try {
    return (await system.receiver.receive(bytes)).outcome;
  } catch (cause) {
    if (!(cause instanceof AdapterError)) throw cause;
    onFailure(cause);
    return undefined;
  }
}
