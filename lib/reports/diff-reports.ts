import type { Report } from '../model/report.ts';

/** One field of a report that reads otherwise; undefined where it is not there. */
export interface FieldChange {
  /** `patient.names[0].family`, `GLU|L||: values[0].number`. */
  readonly field: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What a reader would see differently, field by field: results by their slot, and the rest by its name. */
export function diffReports(before: Report | undefined, after: Report): FieldChange[] {
  const [old, fresh] = [before === undefined ? new Map<string, string>() : fieldsOf(before), fieldsOf(after)];
  const fields = new Set([...old.keys(), ...fresh.keys()]);
  return [...fields]
    .filter((field) => old.get(field) !== fresh.get(field))
    .map((field) => ({ field, before: old.get(field), after: fresh.get(field) }));
}

function fieldsOf({ observations, parts: _, key: __, ...head }: Report): Map<string, string> {
  const fields = new Map<string, string>();
  flatten(head, '', fields);
  for (const { slot, history: _, messageId: __, at: ___, corrects: ____, ...observation } of observations)
    flatten(observation, `${slot}: `, fields);
  return fields;
}

/** Where it stood in a message, and keys that say nothing to a reader, are no fields. */
const silent: ReadonlySet<string> = new Set(['key', 'at']);

function flatten(value: unknown, path: string, into: Map<string, string>): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'object') {
    into.set(path, String(value));
    return;
  }
  const isEmptyPath = path === '' || path.endsWith(': ');
  for (const [name, part] of Object.entries(value)) {
    if (silent.has(name)) continue;
    const step = Array.isArray(value) ? `[${name}]` : isEmptyPath ? name : `.${name}`;
    flatten(part, `${path}${step}`, into);
  }
}
