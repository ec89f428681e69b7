import { INVALID } from '../../quality/answers.ts';
import type { TestSystem } from '../../site/quality/schema.ts';

type Described = Pick<TestSystem, 'targets' | 'answers' | 'invalid'>;

/** Whether results of a test system may be answers, or numbers without a mean and SD. */
export const hasAnswers = ({ targets, answers, invalid }: Described): boolean =>
  (answers ?? invalid) !== undefined || targets.some(({ mean }) => mean === undefined);

/** Whether no result of a test system is judged by a mean and SD. */
export const hasAnswersAlone = (system: Described): boolean =>
  hasAnswers(system) && system.targets.every(({ mean }) => mean === undefined);

/** The answers that a control of a level can give, and that the run was not valid. Undefined: it gives numbers. */
export function answersOfLevel(system: Described, level: string): readonly string[] | undefined {
  const ofLevel = system.targets.filter((one) => one.level === level);
  const isNumber = ofLevel.some(({ answer, grade }) => (answer ?? grade) === undefined);
  if (system.answers === undefined || isNumber) return undefined;
  return [...system.answers.map(({ answer }) => answer), INVALID];
}
