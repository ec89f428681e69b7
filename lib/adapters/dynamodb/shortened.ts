import type { Value } from '../../model/observation.ts';

/** A view holds only the beginning of a long value, and no document. The source of the view has the whole. */
const VIEW_CHARACTERS = 1000;

export function shortened(value: Value): Value[] {
  if (value.kind === 'document') return [];
  return [
    value.text.length <= VIEW_CHARACTERS
      ? value
      : { kind: 'text', text: value.text.slice(0, VIEW_CHARACTERS) },
  ];
}
