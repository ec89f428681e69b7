/**
 * A place in a message: `PID`, `PID-5`, `OBX[2]-5.1`, `PID-3[2].4.1`. All numbers are 1-based: the number
 * after the segment name counts segments with that name, the number after the field counts its repetitions.
 */
export interface Path {
  readonly segment: string;
  /** Undefined if the path has no number; a path to one value then means the first segment. */
  readonly ordinal?: number | undefined;
  readonly field?: number | undefined;
  readonly repetition: number;
  readonly component?: number | undefined;
  readonly subcomponent?: number | undefined;
}

const pattern =
  /^([A-Z][A-Z0-9]{2})(?:\[([1-9]\d{0,5})\])?(?:[-.]([1-9]\d{0,5})(?:\[([1-9]\d{0,5})\])?(?:\.([1-9]\d{0,3})(?:\.([1-9]\d{0,3}))?)?)?$/;

/** Reads a path; undefined if the text is none. A dot may replace the dash: `PID.5.1`. */
export function parsePath(text: string): Path | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, segment = '', ordinal, field, repetition, component, subcomponent] = match;
  const number = (digits: string | undefined) => (digits === undefined ? undefined : Number(digits));
  return {
    segment,
    ordinal: number(ordinal),
    field: number(field),
    repetition: Number(repetition ?? 1),
    component: number(component),
    subcomponent: number(subcomponent),
  };
}
