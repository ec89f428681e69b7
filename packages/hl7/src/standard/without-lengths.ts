import type { Definitions, NumberedDefinitions } from './definitions.ts';

/** The definitions of a version without lengths: implementation guides set their own, or none. */
export const withoutLengths = (definitions: Definitions): Definitions => ({
  version: definitions.version,
  isComplete: definitions.isComplete,
  segmentName: (segment) => definitions.segmentName(segment),
  fields: (segment) => without(definitions.fields(segment)),
  components: (type) => without(definitions.components(type)),
  structure: (id) => definitions.structure(id),
  table: (number) => definitions.table(number),
});

const without = (defined: NumberedDefinitions): NumberedDefinitions =>
  new Map([...defined].map(([number, { maxLength: _, ...definition }]) => [number, definition]));
