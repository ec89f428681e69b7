import type { Value } from '../../model/observation.ts';

/** A view shows the beginning of a long value, and no document; the whole is in what it is a view of. */
const VIEW_CHARACTERS = 1000;

export function shortened(value: Value): Value[] {
  if (value.kind === 'document') return [];
  return [
    value.text.length <= VIEW_CHARACTERS
      ? value
      : { kind: 'text', text: value.text.slice(0, VIEW_CHARACTERS) },
  ];
}
