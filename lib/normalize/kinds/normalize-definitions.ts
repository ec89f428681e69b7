import { errorCode, type Issue } from '@labwire/hl7/issue';
import type { Segment } from '@labwire/hl7/message/segment';
import { readMfe } from '@labwire/hl7/segments/mfe';
import { type Om2, readOm1, readOm2 } from '@labwire/hl7/segments/om';
import type { TestDefinition } from '../../model/test-definition.ts';
import type { AdmittedMessage } from '../admit/admit-message.ts';
import { toConcept } from '../elements/concept.ts';
import { toUnit } from '../elements/unit.ts';
import { type Reading, type ReadingOptions, readingOf, watermarkOf } from './reading.ts';

/** The test definitions of a laboratory (MFN^M08), normalized. */
export interface NormalizedDefinitions {
  readonly definitions: readonly TestDefinition[];
  readonly received: number;
  readonly issues: readonly Issue[];
}

/** Reads the ranges of numeric tests from an admitted master file (HL7 v2.5.1 §8.8.3). Pure. */
export function normalizeDefinitions(
  admitted: AdmittedMessage,
  options: ReadingOptions,
): NormalizedDefinitions {
  const { segments } = admitted.message;
  const reading = readingOf(admitted, options);
  const starts = segments.flatMap(({ name }, index) => (name === 'MFE' ? [index] : []));
  return {
    definitions: starts.flatMap((start, index) =>
      toDefinition(segments.slice(start, starts[index + 1]), reading),
    ),
    received: segments.filter(({ name }) => name === 'OBX').length,
    issues: reading.context.issues,
  };
}

const noLimits: Om2 = { reference: [], critical: [], absolute: [], delta: [] };

function toDefinition(segments: readonly Segment[], reading: Reading): TestDefinition[] {
  const [first] = segments;
  if (first === undefined) throw new Error('an entry without MFE');
  const om1 = segments.find(({ name }) => name === 'OM1');
  const om2 = segments.find(({ name }) => name === 'OM2');
  const { action, key } = readMfe(first);
  const code =
    (om1 === undefined ? undefined : toConcept(readOm1(om1).service)) ??
    (key === undefined ? undefined : { codings: [{ code: key }] });
  if (code === undefined) {
    reading.context.warn(
      errorCode.requiredFieldMissing,
      om1?.at(2) ?? first.at(4),
      'A test without its code (OM1-2): its ranges are nobody’s',
    );
    return [];
  }
  const { units, reference, critical, absolute, delta } = om2 === undefined ? noLimits : readOm2(om2);
  const { messageId, source } = reading;
  return [
    {
      source: source.id,
      messageId,
      at: first.at(),
      asOf: watermarkOf(undefined, reading).messageTime,
      code,
      action,
      unit: toUnit(units),
      reference: [...reference],
      critical: [...critical],
      absolute: [...absolute],
      delta: [...delta],
    },
  ];
}
