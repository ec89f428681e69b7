import { type Document, type ErrorCode, isNode, LineCounter, parseDocument, type YAMLParseError } from 'yaml';

export interface YamlProblem {
  /** The line of the problem, from 1; undefined where the file as a whole is wrong. */
  readonly line?: number | undefined;
  readonly message: string;
}

export type ReadYaml =
  | { readonly ok: true; readonly content: unknown }
  | { readonly ok: false; readonly problems: readonly YamlProblem[] };

/**
 * The content of a YAML file that anybody may have written, or its problems. Aliases that grow beyond all bounds,
 * or refer to themselves, and lists that are nested without end are problems, never an exception.
 */
export function readYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error' });
  if (document.errors.length > 0) return { ok: false, problems: problemsOf(document.errors, lines) };
  try {
    return { ok: true, content: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (cause) {
    if (cause instanceof ReferenceError) return { ok: false, problems: [{ message: TOO_MANY_ALIASES }] };
    if (cause instanceof RangeError) return { ok: false, problems: [{ message: TOO_DEEP }] };
    throw cause;
  }
}

/**
 * The line, from 1, of a place in a YAML file that can be read: of the value at the path, otherwise of the nearest value
 * around it. Undefined if the path leads nowhere.
 */
export function lineIn(text: string, path: readonly PropertyKey[]): number | undefined {
  const lines = new LineCounter();
  const document: Document = parseDocument(text, { lineCounter: lines, logLevel: 'error' });
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

const MAX_ALIASES = 100;
/** More problems of one file help nobody. */
const MAX_PROBLEMS = 20;
const TOO_MANY_ALIASES = 'its aliases (*) lead nowhere or repeat too much: write the values out';
const TOO_DEEP = 'its lists and maps are nested too deeply';
/** What the parser says where it ran out of stack. */
const exhausted: ErrorCode = 'RESOURCE_EXHAUSTION';

function problemsOf(errors: readonly YAMLParseError[], lines: LineCounter): readonly YamlProblem[] {
  const deep = errors.find(({ code }) => code === exhausted);
  // the other errors are about brackets that the parser did not reach
  const shown = deep === undefined ? errors.slice(0, MAX_PROBLEMS) : [deep];
  return shown.map(({ code, pos, message }) => ({
    line: lines.linePos(pos[0]).line,
    message: code === exhausted ? TOO_DEEP : (message.split('\n', 1)[0] ?? 'not YAML'),
  }));
}
