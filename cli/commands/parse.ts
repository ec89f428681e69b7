import { decodeEscapes } from '../../lib/hl7/escape.ts';
import { type Message, parseMessage } from '../../lib/hl7/message.ts';
import type { Segment } from '../../lib/hl7/segment.ts';
import { readMsh } from '../../lib/hl7/segments/msh.ts';
import type { Issue } from '../../lib/shared/issue.ts';
import { exitCode } from '../exit.ts';
import { bad, odd, printJson, quiet, strong } from '../output.ts';
import { readMessages } from '../read-messages.ts';

export async function parse(files: readonly string[], options: { readonly json?: boolean }): Promise<void> {
  const messages = await Array.fromAsync(readMessages(files));
  const results = messages.map(({ name, bytes }) => ({ name, parsed: parseMessage(bytes) }));
  if (results.some(({ parsed }) => !parsed.ok)) process.exitCode = exitCode.problem;
  if (options.json) {
    printJson(
      results.map(({ name, parsed }) =>
        parsed.ok ? { name, ...toJson(parsed.value) } : { name, issues: parsed.issues },
      ),
    );
    return;
  }
  for (const { name, parsed } of results) {
    if (parsed.ok) printMessage(name, parsed.value);
    else {
      console.log(strong(name));
      for (const issue of parsed.issues) printIssue(issue);
    }
  }
}

const toJson = (message: Message) => ({
  encoding: message.encoding,
  delimiters: message.delimiters,
  segments: message.segments.map(({ name, ordinal, fields }) => ({
    name,
    ordinal,
    fields: Object.fromEntries(fields.map((field, number) => [number, field]).slice(1)),
  })),
  issues: message.issues,
});

function printMessage(name: string, message: Message): void {
  const msh = readMsh(message.header);
  const type = [msh.messageCode, msh.triggerEvent].filter((part) => part !== undefined).join('^');
  const from = [msh.sendingApplication, msh.sendingFacility]
    .filter((part) => part !== undefined)
    .join(' at ');
  console.log(
    strong(`${name}: ${type} ${msh.version ?? ''} from ${from || 'nobody named'}, ${message.encoding}`),
  );
  for (const segment of message.segments) printSegment(segment);
  for (const issue of message.issues) printIssue(issue);
  console.log();
}

function printSegment(segment: Segment): void {
  console.log(segment.at());
  segment.fields.forEach((field, number) => {
    if (number === 0 || field === '' || (segment.name === 'MSH' && number < 3)) return;
    const label = segment.at(number).padEnd(12);
    const repetitions = segment.repetitions(number).map((text) => readable(text, segment));
    for (const text of repetitions) console.log(`  ${quiet(label)} ${text}`);
  });
}

/** Components apart by ` ^ `, escapes decoded, line breaks indented. */
const readable = (text: string, { delimiters }: Segment): string =>
  text
    .split(delimiters.component)
    .map((part) => decodeEscapes(part, delimiters))
    .join(quiet(' ^ '))
    .replaceAll('\n', `\n${' '.repeat(15)}`);

function printIssue({ severity, at, code, message }: Issue): void {
  const paint = severity === 'error' ? bad : odd;
  console.log(`  ${paint(severity)} ${at ?? ''} (${code}) ${message}`);
}
