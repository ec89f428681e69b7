import type { Difference } from '../../model/chart-change.ts';
import type { Report } from '../../model/report.ts';

/**
 * Lists the differences that a reader would see, field by field. Results are compared by slot, other fields
 * by name: `patient.names[0].family`, `GLU|L||: values[0].number`.
 */
export function diffReports(before: Report | undefined, after: Report): Difference[] {
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

/** Keys and places in a message are not shown to readers, so they are not compared. */
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
