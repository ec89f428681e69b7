import type { AstmRecord } from '../astm/record.ts';
import type { Segment } from '../message/segment.ts';
import { layoutFor } from './applies.ts';
import type { CodeLayout } from './dialect.ts';
import { textAt } from './place.ts';

/** The parts of a result's code. */
export interface ResultCode {
  readonly code: string;
  readonly name?: string | undefined;
  /** The analyte or reading of the test, as one text. Undefined: the main result. */
  readonly sub?: string | undefined;
  /** LOINC codes beside the code are those of other tests. */
  readonly isLoincWrong: boolean;
}

/** The code of a result as its instrument writes it. Undefined if no layout applies. */
export function codeBy(
  line: AstmRecord | Segment,
  layouts: readonly CodeLayout[] | undefined,
): ResultCode | undefined {
  const layout = layoutFor(line, layouts, ({ code }) => [code]);
  if (layout === undefined) return undefined;
  const whole = textAt(line, layout.code) ?? '';
  const { cut, name, sub = [] } = layout;
  const code = (cut === undefined ? whole : whole.split(cut.at)[cut.part - 1])?.trim() || whole;
  const subs = sub.flatMap((place) => textAt(line, place) ?? []);
  return {
    code,
    name: name === undefined ? undefined : textAt(line, name),
    sub: subs.length === 0 ? undefined : subs.join(' '),
    isLoincWrong: layout.loinc === false,
  };
}
