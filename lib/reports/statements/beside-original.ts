import type { Observation } from '../../model/observation.ts';
import { isAnswer } from '../../model/organisms.ts';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { isNumeric, isSameResult } from '../results/same-result.ts';
import { isLine } from '../results/text-blocks.ts';
import { type Statement, testOf } from './statement.ts';

/**
 * The rows that are marked as corrected beside a final row with another value that nothing tells apart from them: some
 * systems send the original and the correction in one message, so the final row no longer counts. Or both rows are
 * results of their own. Lines of a text are one value.
 */
export function correctedBesideFinal<T extends Row>(statements: readonly T[]): readonly T[] {
  const corrected = statements.filter(isCorrected);
  if (corrected.length === 0 || corrected.length === statements.length) return [];
  const finals = Map.groupBy(statements.filter(isFinal), ({ observation }) => nameOf(observation));
  return corrected.filter(
    ({ observation }) =>
      isOneOfOne(observation) &&
      finals.get(nameOf(observation))?.some((one) => !isSameResult(one.observation, observation)),
  );
}

type Row = Pick<Statement, 'observation' | 'isWithdrawn'>;

/** Names without an OBX-4, for example organisms, are several results more often than not. */
const isOneOfOne = ({ subId, values }: Observation): boolean =>
  subId !== undefined || values.every((value) => isNumeric(value) || isAnswer(value));

const isCorrected = ({ observation }: Row): boolean =>
  (observation.status === 'C' || observation.status === 'A') && hasValue(observation);

const isFinal = ({ observation, isWithdrawn }: Row): boolean =>
  !isWithdrawn && (observation.status === 'F' || observation.status === undefined) && hasValue(observation);

const hasValue = (observation: Observation): boolean => observation.values.length > 0 && !isLine(observation);

/** All that tells two results of one test apart, without the value. */
const nameOf = (observation: Observation): string => {
  const { subId, run, observed, equipment, method, unit, values } = observation;
  return canonicalJson([
    ...[testOf(observation), subId ?? '', run ?? '', observed?.iso ?? '', equipment],
    ...[method?.codings[0]?.code ?? method?.text ?? '', unit?.codings[0]?.code ?? ''],
    values.map(({ kind }) => kind),
  ]);
};
