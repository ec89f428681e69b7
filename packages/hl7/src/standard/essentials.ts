import type { Definitions, FieldDefinition, NumberedDefinitions } from './definitions.ts';
import { essentialTables } from './essential-tables.ts';

const field = (name: string, type: string, rest: Partial<FieldDefinition> = {}): FieldDefinition => ({
  name,
  type,
  isRequired: false,
  ...rest,
});

const required = (name: string, type: string, table?: string): FieldDefinition =>
  field(name, type, { isRequired: true, table });

/**
 * The fields that normalization needs in every version, and the tables of its decisions. Times, numbers and
 * identifiers are missing here because their readers report their errors.
 */
const fields: Readonly<Record<string, Readonly<Record<number, FieldDefinition>>>> = {
  MSH: {
    7: field('Date/Time of Message', 'TS'),
    9: required('Message Type', 'MSG'),
    10: required('Message Control ID', 'ST'),
    12: required('Version ID', 'VID'),
  },
  OBR: {
    4: required('Universal Service Identifier', 'CWE'),
    25: field('Result Status', 'ID', { table: '0123' }),
  },
  OBX: {
    2: field('Value Type', 'ID', { table: '0125' }),
    3: required('Observation Identifier', 'CWE'),
    11: required('Observation Result Status', 'ID', '0085'),
  },
  SPM: { 11: field('Specimen Role', 'IS', { table: '0369' }) },
};

const none: NumberedDefinitions = new Map();

const byName = new Map<string, NumberedDefinitions>(
  Object.entries(fields).map(([segment, defined]) => [
    segment,
    new Map(Object.entries(defined).map(([number, definition]) => [Number(number), definition])),
  ]),
);

/** The definitions that live traffic is checked against; small enough for a function's bundle. */
export const essentials: Definitions = {
  version: 'any',
  isComplete: false,
  segmentName: (segment) => (byName.has(segment) ? segment : undefined),
  fields: (segment) => byName.get(segment) ?? none,
  components: () => none,
  structure: () => undefined,
  table: (number) => essentialTables.get(number),
};
