import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import {
  atPath,
  childrenOf,
  type Definition,
  type ElementDefinition,
  isEmpty,
  meetsPattern,
  type Node,
  patternOf,
  root,
} from './nodes.ts';
import { isIn } from './value-sets.ts';

export type Definitions = ReadonlyMap<string, Definition>;

/** Rules that only a server or a browser can judge. */
const UNDECIDABLE = /\b(?:resolve|memberOf|conformsTo|htmlChecks)\(/;

/**
 * The broken rules of a resource: cardinalities, slices, patterns and invariants of a profile, and those of
 * the data types that it contains. Codes are looked up in the value sets that are required, if these can be enumerated.
 */
export function profileProblems(resource: object, definition: Definition, types: Definitions): string[] {
  return [...new Set(problemsOf(root(resource), definition, { resource, types }))];
}

interface Within {
  readonly resource: object;
  readonly types: Definitions;
}

function problemsOf(node: Node, definition: Definition, within: Within): string[] {
  const index = indexOf(definition);
  const nodes = new Map<string, readonly Node[]>([[index.rootId, [node]]]);
  const problems = invariantsOf(node, index.invariants, within);
  for (const element of index.elements) {
    const found: Node[] = [];
    for (const parent of nodes.get(element.parentId) ?? []) {
      const all = childrenOf(parent, element);
      const own = element.isSlice ? all.filter((one) => isInSlice(one, element)) : all;
      if (element.isUndecidable) continue;
      if (own.length < (element.min ?? 0)) problems.push(`${element.id}: fewer than ${element.min}`);
      if (element.max !== undefined && element.max !== '*' && own.length > Number(element.max))
        problems.push(`${element.id}: more than ${element.max}`);
      found.push(...own);
    }
    nodes.set(element.id, found);
    const { pattern } = element;
    for (const one of found) {
      if (pattern !== undefined && one.value !== undefined && !meetsPattern(one.value, pattern))
        problems.push(`${element.id}: not as its pattern`);
      problems.push(...bindingProblems(one, element));
      if (isEmpty(one)) problems.push(`${element.id}: ele-1`);
      if (element.isSlice) problems.push(...invariantsOf(one, element.sliceInvariants, within));
      const type = definitionOf(one, element, within.types);
      if (type !== undefined) problems.push(...problemsOf(one, type, within));
    }
  }
  return problems;
}

/** FHIR R4 §4.1.5: a code of a required binding is of the value set. Units stand in quantities, and are UCUM. */
function bindingProblems(
  { value, type }: Node,
  { id, binding, type: types = [] }: ElementDefinition,
): string[] {
  if (binding?.strength !== 'required' || binding.valueSet === undefined || value === undefined) return [];
  const own = type ?? types[0]?.code;
  if (own === undefined || !['code', 'Coding', 'CodeableConcept', 'string', 'uri'].includes(own)) return [];
  return isIn(value, binding.valueSet) === false ? [`${id}: not of ${binding.valueSet}`] : [];
}

/** The definition of a data type. Types that are described where they occur have none. */
function definitionOf({ type, value }: Node, element: ElementDefinition, types: Definitions) {
  if (typeof value !== 'object') return undefined;
  const [only] = element.type ?? [];
  const profile = only?.profile?.map((url) => types.get(url)).find((one) => one !== undefined);
  const definition = profile ?? types.get(type ?? (element.type?.length === 1 ? (only?.code ?? '') : ''));
  return definition;
}

interface Indexed extends ElementDefinition {
  readonly parentId: string;
  readonly isSlice: boolean;
  /** A slice that only a value set tells apart. */
  readonly isUndecidable: boolean;
  readonly sliceInvariants: readonly Invariant[];
  readonly pattern: unknown;
  /** What tells a slice apart. */
  readonly discriminated: ReturnType<typeof discriminatedBy>;
}

interface Index {
  readonly rootId: string;
  readonly elements: readonly Indexed[];
  readonly invariants: readonly Invariant[];
}

const indexes = new WeakMap<Definition, Index>();

function indexOf(definition: Definition): Index {
  const known = indexes.get(definition);
  if (known !== undefined) return known;
  const [first, ...rest] = definition.snapshot.element;
  if (first === undefined) throw new Error(`${definition.url} without a snapshot`);
  const byId = new Map(definition.snapshot.element.map((one) => [one.id, one]));
  const elements = rest.map((element): Indexed => {
    const isSlice = element.id.slice(element.id.lastIndexOf('.')).includes(':');
    const discriminated = isSlice ? discriminatedBy(element, byId) : [];
    return {
      ...element,
      parentId: element.id.slice(0, element.id.lastIndexOf('.')),
      isSlice,
      isUndecidable: isSlice && discriminated.every(({ wanted }) => wanted === undefined),
      sliceInvariants: isSlice ? invariantsIn(element, element.path, '$this') : [],
      pattern: patternOf(element),
      discriminated,
    };
  });
  const invariants = [first, ...rest.filter(({ id }) => !id.includes(':'))].flatMap((element) =>
    invariantsIn(
      element,
      first.path,
      element === first ? '$this' : element.path.slice(first.path.length + 1),
    ),
  );
  const index = { rootId: first.id, elements, invariants };
  indexes.set(definition, index);
  return index;
}

/** What tells a slice apart: for each discriminator the pattern that it wants. */
function discriminatedBy(slice: ElementDefinition, byId: ReadonlyMap<string, ElementDefinition>) {
  const sliced = byId.get(slice.id.slice(0, slice.id.lastIndexOf(':')));
  return (sliced?.slicing?.discriminator ?? []).map(({ type, path }) => {
    const own = path === '$this' ? slice : byId.get(`${slice.id}.${path}`);
    const [only] = slice.type ?? [];
    const wanted =
      type === 'type' ? only?.code : (patternOf(own) ?? (path === 'url' ? only?.profile?.[0] : undefined));
    return { type, path, wanted };
  });
}

const isInSlice = (node: Node, { discriminated }: Indexed): boolean =>
  discriminated.every(({ type, path, wanted }) =>
    type === 'type' ? node.type === wanted : meetsPattern(atPath(node.value, path), wanted),
  );

interface Invariant {
  readonly key: string;
  readonly holds: (node: Node, within: Within) => boolean;
}

/** The invariants of one element, as rules about the node at `base`. */
function invariantsIn({ constraint = [] }: ElementDefinition, base: string, path: string): Invariant[] {
  return constraint.flatMap(({ key, severity, expression }) => {
    if (severity !== 'error' || expression === undefined || UNDECIDABLE.test(expression)) return [];
    // of every element, and judged without an expression: see `isEmpty`
    if (key === 'ele-1') return [];
    const of = path.replaceAll('[x]', '');
    const whole = of === '$this' ? expression : `${of}.all(${expression})`;
    const evaluate = fhirpath.compile({ base, expression: whole }, r4, { traceFn: () => undefined });
    return {
      key,
      holds: ({ value }, { resource }) => {
        const answer: unknown[] = evaluate(value, { resource, rootResource: resource });
        // ref-1 is about references into the resource itself, and says nothing of those without an address
        return answer[0] === true || (key === 'ref-1' && answer.length === 0);
      },
    };
  });
}

const invariantsOf = (node: Node, invariants: readonly Invariant[], within: Within): string[] =>
  node.value === undefined
    ? []
    : invariants.filter(({ holds }) => !holds(node, within)).map(({ key }) => key);
