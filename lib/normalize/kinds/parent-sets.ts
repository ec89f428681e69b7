import type { Identifier } from '../../model/concept.ts';
import type { Observation, Value } from '../../model/observation.ts';
import type { Parent, ReportPart } from '../../model/report.ts';
import type { IncomingPart } from './report-part.ts';

/**
 * Adds to each part what the parent's test (OBR-26) says in the same message, by OBX-4. Laboratories number
 * isolates anew in each message, so only these values tell which isolate a susceptibility belongs to.
 */
export function withParentSets(parts: readonly IncomingPart[]): readonly IncomingPart[] {
  if (!parts.some(({ part }) => part.parent?.result?.subId !== undefined)) return parts;
  const byCode = new Map<string, { readonly part: ReportPart; readonly observation: Observation }[]>();
  for (const { part } of parts)
    for (const observation of part.observations) {
      const code = observation.code.codings[0]?.code;
      if (code === undefined || observation.subId === undefined) continue;
      const others = byCode.get(code);
      if (others === undefined) byCode.set(code, [{ part, observation }]);
      else others.push({ part, observation });
    }
  const known = new Map<string, ReportPart['parentSet']>();
  return parts.map((incoming) => {
    const { parent } = incoming.part;
    const code = parent?.result?.code.codings[0]?.code;
    if (parent?.result?.subId === undefined || code === undefined) return incoming;
    const key = JSON.stringify([code, parent.placerOrder?.value, parent.fillerOrder?.value]);
    const parentSet = known.get(key) ?? setOf(byCode.get(code) ?? [], parent);
    known.set(key, parentSet);
    return parentSet.length === 0 ? incoming : { ...incoming, part: { ...incoming.part, parentSet } };
  });
}

const setOf = (
  rows: readonly { readonly part: ReportPart; readonly observation: Observation }[],
  parent: Parent,
): NonNullable<ReportPart['parentSet']> =>
  rows.flatMap(({ part, observation: { subId, values } }) => {
    const [value] = values;
    if (subId === undefined || value === undefined || !isOrderOf(part, parent)) return [];
    return [{ subId, value: nameOf(value) }];
  });

function nameOf(value: Value): string {
  if (value.kind !== 'coded') return value.text.toLowerCase();
  const [coding] = value.concept.codings;
  return coding === undefined
    ? (value.concept.text ?? value.text).toLowerCase()
    : `${coding.code}|${coding.system ?? ''}`;
}

/** OBR-29 names the order, or names none. */
const isOrderOf = ({ placerOrder, fillerOrder }: ReportPart, parent: Parent): boolean =>
  isOpen(placerOrder, parent.placerOrder) && isOpen(fillerOrder, parent.fillerOrder);

const isOpen = (a: Identifier | undefined, b: Identifier | undefined): boolean =>
  a === undefined || b === undefined || a.value === b.value;
