import { asHl7 } from '@labwire/hl7/astm/to-hl7';
import { type Message, parseMessage } from '@labwire/hl7/message/message';
import { type Path, parsePath } from '@labwire/hl7/message/path';
import { readMsh } from '@labwire/hl7/segments/msh';
import { definitionsOf } from '@labwire/hl7/standard/dictionary';
import { type ExplainedSegment, type Explanation, explainMessage } from '@labwire/hl7/standard/explain';
import { exitCode, UsageError } from '../exit.ts';
import {
  odd,
  type Printed,
  print,
  printIssue,
  printJsonLine,
  quiet,
  remark,
  strong,
  Text,
  text,
} from '../output.ts';
import { type MessageInFile, readMessages } from '../read-messages.ts';

export async function explain(
  file: string,
  pathText: string | undefined,
  options: { readonly json?: boolean },
): Promise<void> {
  const path = pathText === undefined ? undefined : parsePath(pathText);
  if (pathText !== undefined && path === undefined)
    throw new UsageError(`${pathText} is not a path; examples: PID, OBX[2], PID-5, PID-3[2].4.1`);
  let found = 0;
  for await (const message of readMessages([file])) found += explainOne(message, path, options.json === true);
  if (found === 0) process.exitCode = exitCode.problem;
  if (found === 0 && pathText !== undefined) remark`${file}: there is no value at ${pathText}`;
}

/** Prints one message. Returns the number of printed values. */
function explainOne({ name, bytes }: MessageInFile, path: Path | undefined, asJson: boolean): number {
  const parsed = parseMessage(asHl7(bytes).bytes);
  if (!parsed.ok) {
    if (asJson) printJsonLine({ name, issues: parsed.issues });
    else print`${strong(name)}`;
    if (!asJson) parsed.issues.forEach(printIssue);
    process.exitCode = exitCode.problem;
    return 0;
  }
  const message = parsed.value;
  const msh = readMsh(message.header);
  const definitions = definitionsOf(msh.version);
  const segments = explainMessage(message, definitions, path);
  if (asJson) {
    const { encoding, delimiters, issues } = message;
    printJsonLine({ name, encoding, delimiters, definitions: definitions.version, segments, issues });
  } else {
    if (path === undefined) print`${strong(heading(name, message, definitions.version))}`;
    for (const segment of segments) printSegment(segment, path === undefined);
    if (path === undefined) message.issues.forEach(printIssue);
  }
  return segments.reduce((sum, { values }) => sum + values.length, 0);
}

function heading(name: string, message: Message, definitions: string): string {
  const msh = readMsh(message.header);
  const type = [msh.messageCode, msh.triggerEvent].filter((part) => part !== undefined).join('^');
  const from = [msh.sendingApplication, msh.sendingFacility]
    .filter((part) => part !== undefined)
    .join(' at ');
  const read = msh.version === definitions ? '' : `, explained as v${definitions}`;
  return `${name}: ${type} v${msh.version ?? '?'} from ${from || 'an unnamed sender'}, ${message.encoding}${read}`;
}

function printSegment({ path, name, values }: ExplainedSegment, withHead: boolean): void {
  if (withHead) print`${path}  ${name ?? (path.startsWith('Z') ? 'local segment' : 'not in this version')}`;
  for (const value of values) printValue(value);
}

const NAME_WIDTH = 44;
/** The column of values and of the lines that continue them. */
const INDENT = 60;
const LONGEST_VALUE = 2000;

function printValue({ path, name, type, value, isNull, meaning }: Explanation): void {
  const plain = [name, type].filter((part) => part !== undefined).join(' ');
  const label = Text.join(
    [name, type === undefined ? undefined : quiet(type)].filter((part) => part !== undefined),
    ' ',
  );
  // colour codes take no room on the terminal
  const gap = ' '.repeat(Math.max(2, NAME_WIDTH - plain.length));
  const content = isNull === true ? odd('"" (HL7 null)') : shown(value ?? '');
  print`  ${path.padEnd(14)}${label}${gap}${content}${meaning === undefined ? '' : quiet(`  ${meaning}`)}`;
}

/** Shortens long values, such as documents, for the terminal; `--json` prints them in full. */
function shown(value: string): Printed {
  const lines = value.slice(0, LONGEST_VALUE).split(/\r\n|\r|\n/);
  const start = Text.join(
    lines.map((line, index) => (index === 0 ? line : `${' '.repeat(INDENT)}${line}`)),
    '\n',
  );
  return value.length > LONGEST_VALUE ? text`${start}${quiet(`… ${value.length} characters`)}` : start;
}
