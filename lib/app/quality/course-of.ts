import type { Concept } from '../../model/concept.ts';
import { type ControlAction, isReset } from '../../model/control-action.ts';
import { digestOf } from '../../model/identity.ts';
import { measuredAt, type QcPoint } from '../../model/qc-point.ts';
import { answerReader } from '../../quality/answers.ts';
import type { Course, JudgingSettings } from '../../quality/evaluate.ts';
import { orderedAt } from '../../quality/events.ts';
import { type Expected, gradesAround, limitsText } from '../../quality/expected.ts';
import type { ControlPoint, Instant, Target } from '../../quality/point.ts';
import { noRules, type RuleSet, rulesFor } from '../../quality/rule-sets.ts';
import type { TargetOfSystem, TestSystem } from '../../site/quality/schema.ts';
import { hasAnswers, hasAnswersAlone } from './answers-of.ts';
import { exclusionOf } from './exclusions.ts';
import { type KnownControls, lotFinder, lotId } from './find-lot.ts';
import { standingControls } from './standing-controls.ts';

/** A control that was taken out: since its time nobody knows whether the test system is in control. */
export interface RemovedControl {
  /** The action of the person, or the statement that took it back. */
  readonly id: string;
  readonly at: Instant;
}

export interface SystemCourse extends Course {
  readonly removed: readonly RemovedControl[];
}

/** The measurements of a test system with their lots and levels, the targets of the site, and what people did. */
export function courseOf(
  stored: readonly QcPoint[],
  known: KnownControls,
  actions: readonly ControlAction[] = [],
): SystemCourse {
  const removed: RemovedControl[] = [];
  const { system } = known;
  const find = lotFinder(known);
  const targets = targetsOf(system);
  const valueIn = valuesBy(system);
  const units = Map.groupBy(targets, ({ lot, level }) => JSON.stringify([lot, level]));
  const points = standingControls(stored).flatMap(({ point, ids, state }): ControlPoint[] => {
    // nobody has stated yet what was measured
    if (state === 'preliminary') return [];
    const at = measuredAt(point)?.getTime() ?? 0;
    const receivedAt = point.receivedAt === undefined ? at : Date.parse(point.receivedAt);
    const { lot, material, level, use, isExpired } = find(point, at);
    if (level === '' && isOtherMaterial(point)) return [];
    const exclusion = exclusionOf(ids, actions);
    const isRemoved = state === 'taken-back' || exclusion !== undefined;
    if (isRemoved && use === 'active')
      removed.push({ id: exclusion?.id ?? point.id, at: orderedAt({ at, receivedAt }, system.skewMinutes) });
    if (state === 'taken-back') return [];
    const ofLot = units.get(JSON.stringify([lot, level])) ?? targets.filter((one) => one.level === level);
    const expected = ofLot.map(({ unit }) => unit);
    return [
      {
        ...{ id: point.id, lot, material, level, use, at, receivedAt, isExpired },
        ...valueIn(point),
        unit: unitOf(point, expected),
        ...(exclusion === undefined ? {} : { isExcluded: true }),
        ...(level === '' ? { problem: 'unknown-lot' } : use === 'none' ? { problem: 'lot-not-in-use' } : {}),
      },
    ];
  });
  const done = actions.map((action) => ({ at: Date.parse(action.at), resets: isReset(action) }));
  return { points, targets, actions: done, removed };
}

/** A calibrator, a proficiency sample and the like: it closes no gate because no lot of the site has its name. */
const isOtherMaterial = ({ roles }: QcPoint): boolean => roles.length > 0 && !roles.includes('Q');

export function settingsOf({
  levels,
  eventMinutes,
  skewMinutes,
  replicates,
  rules,
  ...system
}: TestSystem): JudgingSettings {
  return {
    levels,
    eventMinutes,
    skewMinutes,
    replicates,
    rules: rules !== undefined ? chosen(rules) : hasAnswersAlone(system) ? noRules : rulesFor(levels.length),
  };
}

function chosen({ start, rFour, reject, warn }: NonNullable<TestSystem['rules']>): RuleSet {
  const rules = [
    ...warn.map((rule) => ({ rule, verdict: 'warn' as const })),
    ...reject.map((rule) => ({ rule, verdict: 'reject' as const })),
  ];
  return { version: `site-${shortDigest([start, rFour, rules])}`, start, rFour, rules };
}

const PROVISIONAL_MS = 30 * 86_400_000;

/** The targets of a test system, as results are judged by them. */
export const targetsOf = ({ targets, answers = [] }: TestSystem): readonly Target[] => {
  const scale = answers.map(({ answer }) => answer);
  return targets.map((target) => toTarget(target, scale));
};

/** The version has a digest of all that the target says, so a target that was changed is another one. */
function toTarget(target: TargetOfSystem, scale: readonly string[]): Target {
  const { level, basis, mean, sd, unit } = target;
  const from = Date.parse(target.from);
  const expected = expectedOf(target, scale);
  const end = target.to === undefined ? undefined : Date.parse(target.to);
  return {
    ...{ lot: lotId(target), level, basis, mean, sd, unit, scale: target.scale, from },
    ...(expected === undefined ? {} : { expected }),
    version: `${target.from} ${shortDigest([basis, mean, sd, unit, target.scale, target.to, ...(expected === undefined ? [] : [expected])])}`,
    to: end ?? (basis === 'provisional' ? from + PROVISIONAL_MS : undefined),
  };
}

const shortDigest = (content: unknown): string => digestOf(JSON.stringify(content)).slice(0, 8);

/** What a target expects, if it has no mean and SD. */
function expectedOf(
  { answer, grade, limits }: TargetOfSystem,
  scale: readonly string[],
): Expected | undefined {
  if (answer !== undefined) return { kind: 'answer', text: answer, accepted: [answer] };
  if (limits !== undefined) return { kind: 'limits', text: limitsText(limits), limits };
  if (grade === undefined) return undefined;
  const accepted = gradesAround(grade, scale);
  return { kind: 'grade', text: `${grade} (accepted: ${accepted.join(', ')})`, accepted };
}

/** What a target of the site says, for people. */
export function targetWords({ mean, sd, answer, grade, limits }: TargetOfSystem): string {
  if (limits !== undefined) return limitsText(limits);
  if (grade !== undefined) return `${grade}, within one grade`;
  return answer ?? `mean ${mean}, SD ${sd}`;
}

type Said = Pick<ControlPoint, 'value' | 'problem' | 'comparator' | 'answer' | 'place'>;

/** Reads numbers, and the answers of a test system whose controls are no mean and SD alone. */
function valuesBy(system: TestSystem): (point: QcPoint) => Said {
  if (!hasAnswers(system)) return numberOf;
  const read = answerReader({ answers: system.answers ?? [], invalid: system.invalid });
  return (point) => {
    const { values, at } = point.observation;
    const answer = read(values);
    const [value] = values;
    const shown = value?.kind === 'coded' ? { value: codedText(value.concept) } : {};
    return { ...numberOf(point), ...shown, ...(answer === undefined ? {} : { answer }), place: `${at}-5` };
  };
}

const codedText = ({ codings, text }: Concept): string => {
  const [code] = codings;
  return text === undefined ? (code?.code ?? '') : code === undefined ? text : `${text} (${code.code})`;
};

function numberOf({ observation: { values } }: QcPoint): Said {
  const [value, ...others] = values;
  if (value?.kind !== 'quantity' || others.length > 0)
    return { value: value?.text ?? '', problem: 'no-number' };
  if (value.comparator !== undefined)
    return { value: value.text, problem: 'comparator', comparator: value.comparator };
  return { value: value.number };
}

/** The spelling of the unit that a target has, otherwise the first one that was sent. */
function unitOf(
  { observation: { unit } }: QcPoint,
  expected: readonly (string | undefined)[],
): string | undefined {
  const spellings = [
    ...(unit?.codings.map(({ code }) => code) ?? []),
    ...(unit?.text === undefined ? [] : [unit.text]),
  ];
  return spellings.find((spelling) => expected.includes(spelling)) ?? spellings[0];
}
