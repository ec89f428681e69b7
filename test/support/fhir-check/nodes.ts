/** A definition of an element in the snapshot of a profile (FHIR R4 §2.24 ElementDefinition), as far as it is read. */
export interface ElementDefinition {
  readonly id: string;
  readonly path: string;
  readonly min?: number;
  readonly max?: string;
  readonly type?: readonly { readonly code: string; readonly profile?: readonly string[] }[];
  readonly binding?: { readonly strength: string; readonly valueSet?: string };
  readonly slicing?: { readonly discriminator?: readonly { readonly type: string; readonly path: string }[] };
  readonly constraint?: readonly {
    readonly key: string;
    readonly severity: string;
    readonly expression?: string;
  }[];
}

export interface Definition {
  readonly url: string;
  readonly type: string;
  readonly version?: string;
  readonly snapshot: { readonly element: readonly ElementDefinition[] };
}

/** One element of a resource: its value, or the extension for a missing value beside its name. */
export interface Node {
  readonly value: unknown;
  readonly beside: unknown;
  /** The type of an element with a choice of types: `Quantity` of `valueQuantity`. */
  readonly type: string | undefined;
}

export const root = (value: unknown): Node => ({ value, beside: undefined, type: undefined });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const lastOf = (text: string): string => text.slice(text.lastIndexOf('.') + 1);

/** The elements below a node that a definition is about, before slices are told apart. */
export function childrenOf({ value, beside }: Node, { path, type = [] }: ElementDefinition): Node[] {
  const name = lastOf(path);
  if (!name.endsWith('[x]')) {
    // the id and the extensions of a simple value are beside it
    const holder = isObject(value) ? value : isObject(beside) ? beside : {};
    return named(holder, name, undefined);
  }
  const stem = name.slice(0, -'[x]'.length);
  return type.flatMap(({ code }) =>
    named(isObject(value) ? value : {}, `${stem}${code.charAt(0).toUpperCase()}${code.slice(1)}`, code),
  );
}

function named(holder: Readonly<Record<string, unknown>>, name: string, type: string | undefined): Node[] {
  const values = listOf(holder[name]);
  const besides = listOf(holder[`_${name}`]);
  return Array.from({ length: Math.max(values.length, besides.length) }, (_, index) => ({
    value: values[index] ?? undefined,
    beside: besides[index] ?? undefined,
    type,
  }));
}

/** The pattern or the fixed value that a definition requires. */
export const patternOf = (element: ElementDefinition | undefined): unknown =>
  Object.entries(element ?? {}).find(([name]) => /^(?:pattern|fixed)[A-Z]/.test(name))?.[1];

/** Whether a value has at least what the pattern has (FHIR R4 §2.24, pattern[x]). */
export function meetsPattern(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern))
    return pattern.every((one) => listOf(value).some((other) => meetsPattern(other, one)));
  if (!isObject(pattern)) return value === pattern;
  return isObject(value) && Object.entries(pattern).every(([name, part]) => meetsPattern(value[name], part));
}

/** The value at a path of a discriminator: `$this`, `type`, `url`. */
export const atPath = (value: unknown, path: string): unknown =>
  path === '$this' ? value : isObject(value) ? value[path] : undefined;

/** ele-1: an element has a value or children, and not an id alone. */
export const isEmpty = ({ value, beside }: Node): boolean =>
  [value, beside].every(
    (part) =>
      part === undefined ||
      part === '' ||
      (isObject(part) && Object.keys(part).filter((name) => name !== 'id').length === 0),
  );
