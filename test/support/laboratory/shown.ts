import type { Observation, ObservationReferenceRange } from '@medplum/fhirtypes';
import type { Chart } from '../chart.ts';
import { lineOf } from './simulated.ts';

/** The results that a chart shows, a line each. What was entered in error or cancelled is not shown. */
export const shownIn = ({ observations, patientOf }: Chart): string[] =>
  observations
    .filter(({ status }) => status !== 'entered-in-error' && status !== 'cancelled')
    .map((one) => {
      // a merged person has both numbers, the number that counts first
      const [patient] = patientOf(one.subject)?.identifier ?? [];
      const notes = (one.note ?? []).flatMap(({ text = '' }) => (text.startsWith('Corrects') ? [] : [text]));
      return lineOf({
        patient: patient?.value ?? '?',
        code: one.code.coding?.[0]?.code ?? one.code.text ?? '',
        value: shownValue(one),
        at: one.effectiveDateTime?.slice(11, 16).replace(':', '') ?? '',
        flag: one.interpretation?.map(({ coding }) => coding?.[0]?.code).join() ?? '',
        range: one.referenceRange?.map(rangeOf).join() ?? '',
        note: notes.join(),
      });
    })
    .sort();

const rangeOf = ({ text, low, high }: ObservationReferenceRange): string =>
  text ?? `${low?.value ?? ''}-${high?.value ?? ''}`;

function shownValue({ valueQuantity, valueCodeableConcept, valueString }: Observation): string {
  if (valueQuantity !== undefined) return `${valueQuantity.value} ${valueQuantity.unit ?? ''}`;
  return valueCodeableConcept?.coding?.[0]?.code ?? valueCodeableConcept?.text ?? valueString ?? '';
}
