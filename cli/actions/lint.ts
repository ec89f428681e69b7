import { isAstm } from '@labwire/hl7/astm/read-session';
import { checkGuide } from '@labwire/hl7/check/guide';
import { type ValidationLevel, validateMessage } from '@labwire/hl7/check/validate';
import { validateStrictly } from '@labwire/hl7/check/validate-strictly';
import { error, errorCode, type Issue, warning } from '@labwire/hl7/issue';
import { type Message, parseMessage } from '@labwire/hl7/message/message';
import { readMsh } from '@labwire/hl7/segments/msh';
import { definitionsOf, isDefinedVersion } from '@labwire/hl7/standard/dictionary';
import { essentials } from '@labwire/hl7/standard/essentials';
import { type GuideName, guides } from '@labwire/hl7/standard/guides';
import { withoutLengths } from '@labwire/hl7/standard/without-lengths';
import { exitCode } from '../exit.ts';
import { filesIn } from '../files-in.ts';
import { LintSummary } from '../lint-summary.ts';
import {
  bad,
  endProgress,
  good,
  odd,
  print,
  printIssue,
  printJsonLine,
  progress,
  strong,
} from '../output.ts';
import { readFiles } from '../read-messages.ts';

interface LintOptions {
  readonly level: ValidationLevel;
  /** An implementation guide to check against, besides the standard. */
  readonly profile?: GuideName | undefined;
  readonly summary?: boolean;
  readonly json?: boolean;
}

/** Checks messages against the standard. Fails if a message has an error. */
export async function lint(paths: readonly string[], options: LintOptions): Promise<void> {
  const files = paths.flatMap(filesIn);
  if (options.summary) return summarize(files, options);
  const counts = { messages: 0, errors: 0, warnings: 0 };
  for await (const content of readFiles(files)) {
    const issues = content.kind === 'problem' ? [content.issue] : lintBytes(content.bytes, options);
    if (content.kind === 'message') counts.messages++;
    counts.errors += issues.filter(({ severity }) => severity === 'error').length;
    counts.warnings += issues.filter(({ severity }) => severity === 'warning').length;
    printFindings(content.name, issues, options.json === true);
  }
  if (counts.errors > 0) process.exitCode = exitCode.problem;
  if (options.json !== true)
    print`${counts.messages} messages: ${counts.errors} errors, ${counts.warnings} warnings`;
}

function lintBytes(bytes: Uint8Array, options: LintOptions): readonly Issue[] {
  if (isAstm(bytes)) return [astmHasNoRules];
  const parsed = parseMessage(bytes);
  return parsed.ok ? lintMessage(parsed.value, options) : parsed.issues;
}

const astmHasNoRules = error(
  errorCode.unsupportedMessageType,
  'H',
  'This is ASTM, and only HL7 v2 has a standard to check against: labwire explain and analyzer try read it',
);

function lintMessage(message: Message, { level, profile }: LintOptions): readonly Issue[] {
  const guide = profile === undefined ? undefined : guides.get(profile);
  const issues = lintByStandard(message, level, guide !== undefined);
  return guide === undefined ? issues : [...issues, ...checkGuide(message, guide, definitionsOf('2.5.1'))];
}

function lintByStandard(message: Message, level: ValidationLevel, hasGuide: boolean): readonly Issue[] {
  if (level === 'lenient')
    return [...message.issues, ...validateMessage(message, { definitions: essentials, level })];
  const { version } = readMsh(message.header);
  const definitions = definitionsOf(version);
  const unknown = isDefinedVersion(version)
    ? []
    : [
        warning(
          errorCode.unsupportedVersion,
          'MSH-12',
          `This version is not defined: the message is checked as v${definitions.version}`,
        ),
      ];
  return [
    ...message.issues,
    ...unknown,
    ...(hasGuide
      ? // LRI and ELR say so of a time that is required and unknown
        validateStrictly(message, withoutLengths(definitions), { unknownTime: '0000' })
      : validateStrictly(message, definitions)),
  ];
}

function printFindings(name: string, issues: readonly Issue[], asJson: boolean): void {
  if (asJson) printJsonLine({ name, issues });
  else if (issues.length === 0) print`${good('fine')}  ${name}`;
  else {
    const worst = issues.some(({ severity }) => severity === 'error') ? bad('error') : odd('odd');
    print`${worst}  ${strong(name)}`;
    issues.forEach(printIssue);
  }
}

/** Prints how the engine handles many files; `LintSummary` defines the counts. */
async function summarize(files: readonly string[], options: LintOptions): Promise<void> {
  const summary = new LintSummary((message) => lintMessage(message, options));
  for (const [index, file] of files.entries()) {
    progress(`${index + 1}/${files.length} ${file}`);
    await summary.addFile(file);
  }
  endProgress();
  if (options.json) printJsonLine(summary.toJson());
  else for (const line of summary.lines()) print`${line}`;
  if (!summary.isClean) process.exitCode = exitCode.problem;
}
