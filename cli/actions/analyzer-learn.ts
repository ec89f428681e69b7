import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isAstm } from '@labwire/hl7/astm/read-session';
import { isFramed } from '@labwire/hl7/astm/unframe';
import { type CapturedLine, linesOf } from '../analyzers/learn/evidence.ts';
import { proposeProfile } from '../analyzers/learn/propose.ts';
import { writeProfile } from '../analyzers/learn/write-profile.ts';
import { UsageError } from '../exit.ts';
import { capturesIn } from '../files-in.ts';
import { endProgress, printJson, progress, remark, writeContent } from '../output.ts';
import { readMessages } from '../read-messages.ts';

/** Proposes a profile from captures of an instrument: each line with the file, record and field that shows it. */
export async function learnAnalyzer(
  paths: readonly string[],
  { json = false }: { readonly json?: boolean },
): Promise<void> {
  const files = paths.flatMap(capturesIn);
  const lines: CapturedLine[] = [];
  let messages = 0;
  for (const [index, file] of files.entries()) {
    progress(`${index + 1}/${files.length} ${file}`);
    for await (const { name, bytes } of readMessages([file])) {
      const read = linesOf(name === '-' ? 'standard input' : basename(name), bytes);
      if (read === undefined) remark`${name}: neither ASTM nor HL7; left out`;
      else messages++;
      lines.push(...(read ?? []));
    }
  }
  endProgress();
  if (messages === 0) throw new UsageError('these files contain no message of ASTM or HL7');
  const proposed = proposeProfile(lines);
  const framings = [...new Set(files.flatMap(framingOf))];
  if (json) printJson({ files: files.length, messages, framings, ...proposed });
  else writeContent(writeProfile(proposed, { files: files.length, messages, framings }));
}

const HEAD_BYTES = 4096;

/** The framing that a file shows, in the words of a profile. */
function framingOf(file: string): readonly string[] {
  if (file === '-') return [];
  const head = readFileSync(file).subarray(0, HEAD_BYTES);
  if (isFramed(head)) {
    const first = head[head.indexOf(2) + 1] ?? 0;
    return [first >= 0x30 && first <= 0x39 ? 'frames' : 'simplified'];
  }
  return head[0] === 0x0b && !isAstm(head) ? ['mllp'] : [];
}
