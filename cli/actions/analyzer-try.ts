import { holdTexts, setAsideTexts } from '../../lib/model/reasons.ts';
import { profileNamed } from '../analyzers/catalog.ts';
import { siteOfProfile, type TriedFile, type TriedResult, tryFile } from '../analyzers/tried-file.ts';
import { exitCode } from '../exit.ts';
import { capturesIn } from '../files-in.ts';
import { bad, endProgress, good, odd, print, printJson, progress, quiet, strong } from '../output.ts';

/** Shows what would become of captured messages, read with a profile. */
export async function tryAnalyzer(
  name: string,
  paths: readonly string[],
  { json = false }: { readonly json?: boolean },
): Promise<void> {
  profileNamed(name);
  const site = siteOfProfile(name);
  const files = paths.flatMap(capturesIn);
  const tried: TriedFile[] = [];
  for (const [index, file] of files.entries()) {
    progress(`${index + 1}/${files.length} ${file}`);
    tried.push(await tryFile(file, site));
  }
  endProgress();
  if (json) printJson(tried);
  else tried.forEach(printFile);
  if (!json && tried.length > 1) printSum(tried);
  if (tried.some(isFaulty)) process.exitCode = exitCode.problem;
}

const isFaulty = ({ problems, messages }: TriedFile): boolean =>
  problems.length > 0 || messages.some(({ outcome }) => outcome === 'rejected' || outcome === 'not-stored');

function printFile({ file, messages, results, controls, held, setAside, problems }: TriedFile): void {
  print`${strong(file)}`;
  for (const problem of problems) print`  ${bad('fault')}    ${problem}`;
  for (const { type, outcome, issues, answer = [] } of messages) {
    print`  ${quiet(`${type ?? 'message'} ${outcome}`)}`;
    for (const issue of issues) print`    ${quiet(issue)}`;
    for (const line of answer) print`  answer   ${line}`;
  }
  for (const result of results) {
    const verdict = result.held.length === 0 ? good('result ') : odd('held   ');
    const reasons = result.held.length === 0 ? '' : ` (${result.held.join(', ')})`;
    print`  ${verdict}  ${lineOf(result)}  ${quiet(`patient ${result.patient ?? '-'}, specimen ${result.specimen ?? '-'}`)}${reasons}`;
  }
  for (const control of controls)
    print`  ${odd('control')}  ${lineOf(control)}  ${quiet(`material ${control.specimen ?? '-'}`)}`;
  for (const { at, reason } of held)
    print`  ${odd('hold   ')}  ${at}: ${reason} ${quiet(`(${textOf(holdTexts, reason)})`)}`;
  for (const [reason, count] of Object.entries(setAside))
    print`  ${quiet('aside  ')}  ${count}: ${reason} ${quiet(`(${textOf(setAsideTexts, reason)})`)}`;
}

function lineOf({
  at,
  code,
  loinc,
  value,
  unit,
  range,
  flags,
  status,
}: Omit<TriedResult, 'patient' | 'held'>) {
  const words = [
    `${at} ${code ?? '(no code)'}`,
    loinc === undefined ? '(no LOINC)' : `LOINC ${loinc}`,
    `${value === '' ? '(no value)' : value}${unit === undefined ? '' : ` ${unit}`}`,
    ...(range === undefined ? [] : [`[${range}]`]),
    ...(flags.length === 0 ? [] : [flags.join(',')]),
    status ?? '(no status)',
  ];
  return words.join('  ');
}

/** A text of ours for a reason. */
function textOf(texts: Readonly<Record<string, string | { readonly why: string }>>, reason: string): string {
  const text = new Map(Object.entries(texts)).get(reason);
  return typeof text === 'object' ? text.why : (text ?? '');
}

function printSum(tried: readonly TriedFile[]): void {
  const count = (of: (file: TriedFile) => number): number => tried.reduce((sum, file) => sum + of(file), 0);
  const held = count(({ results }) => results.filter((result) => result.held.length > 0).length);
  const aside = count(({ setAside }) => Object.values(setAside).reduce((sum, one) => sum + one, 0));
  print`\n${tried.length} files: ${count(({ results }) => results.length) - held} results, ${count(({ controls }) => controls.length)} controls, ${held} held, ${aside} set aside`;
}
