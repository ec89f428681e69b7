import type { Observation as FhirObservation, ObservationComponent, Quantity } from '@medplum/fhirtypes';
import type { Value } from '../../model/observation.ts';
import type { ReportedObservation } from '../../model/report.ts';
import { endsWithUnit, namesUnit, statesNumber } from '../../model/value-text.ts';
import { toCodeableConcept, toRequiredConcept } from './codeable-concept.ts';
import { compact, isEmpty } from './compact.ts';
import { toQuantity, unitName } from './quantity.ts';
import type { RenderContext } from './render-context.ts';
import { cleanText } from './text.ts';

export type RenderedValue = Pick<
  FhirObservation,
  | 'valueQuantity'
  | 'valueRange'
  | 'valueRatio'
  | 'valueCodeableConcept'
  | 'valueDateTime'
  | 'valueString'
  | 'component'
>;

/**
 * One value becomes the value. Several lines of text become one text. Several other values become components.
 */
export function renderValue(observation: ReportedObservation, context: RenderContext): RenderedValue {
  const { values } = observation;
  const documentsApart = values.filter(({ kind }) => kind !== 'document');
  const [first, ...others] = documentsApart;
  if (first === undefined) return {};
  if (others.length === 0) return renderOne(first, observation, context);
  if (documentsApart.every(({ kind }) => kind === 'text')) {
    const lines = documentsApart.flatMap(
      (value) => cleanText(value.text) ?? (observation.isTextBlock === true ? '' : []),
    );
    const text = cleanText(
      lines.map((line) => (line === '' ? line : withUnit(line, observation))).join('\n'),
    );
    return text === undefined ? {} : { valueString: text };
  }
  return {
    component: documentsApart.map((value) =>
      compact<ObservationComponent>({
        code: toRequiredConcept(observation.code, context.base),
        ...renderOne(value, observation, context),
      }),
    ),
  };
}

function renderOne(
  value: Value,
  observation: ReportedObservation,
  context: RenderContext,
): Omit<RenderedValue, 'component'> {
  const quantity = (number: string): Quantity => toQuantity({ number }, observation.unit);
  switch (value.kind) {
    case 'quantity':
      return { valueQuantity: toQuantity(value, value.unit ?? observation.unit) };
    case 'range':
      // a range that runs backwards is not a FHIR Range
      return Number(value.low) <= Number(value.high)
        ? { valueRange: { low: quantity(value.low), high: quantity(value.high) } }
        : { valueString: withUnit(value.text, observation) };
    case 'ratio':
      // a FHIR Ratio has no place for a unit of the whole
      if (observation.unit !== undefined) return { valueString: withUnit(value.text, observation) };
      return {
        valueRatio: {
          numerator: { value: Number(value.numerator) },
          denominator: { value: Number(value.denominator) },
        },
      };
    case 'coded': {
      const concept = toCodeableConcept(value.concept, context.base);
      return isEmpty(concept) ? {} : { valueCodeableConcept: concept };
    }
    case 'moment':
      return { valueDateTime: value.moment.iso };
    default: {
      const text = cleanText(value.text);
      return text === undefined ? {} : { valueString: withUnit(text, observation) };
    }
  }
}

/** A number as text, with its unit. Words get no unit. */
function withUnit(text: string, { unit }: ReportedObservation): string {
  const name = unitName(unit);
  const isSaid = name === undefined || endsWithUnit(text, name);
  return isSaid || !statesNumber(text) || namesUnit(text) ? text : `${text} ${name}`;
}
