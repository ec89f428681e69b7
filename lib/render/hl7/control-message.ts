import type { SegmentContent } from '@labwire/hl7/message/write';
import { formatTimestamp } from '@labwire/hl7/timestamp';
import { writeMessage } from './reply-context.ts';

/** One result of control material that a person entered. */
export interface EnteredControl {
  /** How the site names the lot and level: SPM-2, INV-1 and INV-16. */
  readonly name: {
    readonly material?: string | undefined;
    readonly product?: string | undefined;
    readonly lot?: string | undefined;
  };
  /** A number as written, or an answer in words. */
  readonly value: string;
  readonly isAnswer?: boolean | undefined;
  readonly unit: string | undefined;
}

export interface ControlEntry {
  /** MSH-3 and MSH-4 of the source. */
  readonly application: string;
  readonly facility: string | undefined;
  /** MSH-10. */
  readonly id: string;
  readonly analyte: string;
  /** OBX-18, its repetitions joined by `~`. */
  readonly analyzer: string | undefined;
  readonly measuredAt: Date;
  readonly enteredAt: Date;
  /** OBX-16. */
  readonly person: { readonly id: string; readonly name: string };
  readonly results: readonly EnteredControl[];
}

/** A message of control results, OUL^R22, one specimen for each result. */
export function controlMessage(entry: ControlEntry): Uint8Array {
  const { application, facility, id, enteredAt, results } = entry;
  const header: SegmentContent = {
    name: 'MSH',
    fields: [
      ...[application, facility, 'LABWIRE', undefined, formatTimestamp(enteredAt), undefined],
      ...[['OUL', 'R22', 'OUL_R22'], id, 'P', '2.5.1'],
      ...[undefined, undefined, undefined, undefined, undefined, 'UNICODE UTF-8'],
    ],
  };
  return writeMessage([header, ...results.flatMap((result, index) => specimenOf(entry, result, index + 1))]);
}

function specimenOf(
  { id, analyte, analyzer, measuredAt, person }: ControlEntry,
  { name: { material, product, lot }, value, isAnswer, unit }: EnteredControl,
  number: number,
): SegmentContent[] {
  const code = [analyte, analyte, 'L'];
  const time = formatTimestamp(measuredAt);
  const inventory: SegmentContent[] =
    product === undefined && lot === undefined
      ? []
      : [
          { name: 'SAC', fields: [undefined, undefined, undefined, undefined, undefined, undefined, time] },
          { name: 'INV', fields: [product, ['OK'], ['CO'], ...empty(12), lot] },
        ];
  return [
    {
      name: 'SPM',
      fields: [
        String(number),
        material,
        undefined,
        undefined,
        ...empty(6),
        ['Q', 'Control specimen', 'HL70369'],
      ],
    },
    ...inventory,
    { name: 'OBR', fields: [String(number), undefined, `${id}-${number}`, code] },
    {
      name: 'OBX',
      fields: [
        ...['1', isAnswer === true ? 'ST' : 'NM', code, undefined, value, unit],
        ...[...empty(4), 'F', undefined, undefined, time, undefined],
        ...[[person.id, person.name], undefined],
        analyzer === undefined ? undefined : { repetitions: analyzer.split('~') },
        time,
      ],
    },
  ];
}

const empty = (count: number): undefined[] => Array.from({ length: count });
