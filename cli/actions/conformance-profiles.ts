import { allProfiles, profileNamed } from '../analyzers/catalog.ts';
import { type PlayReport, type ProfileReport, playProfiles } from '../analyzers/conformance.ts';
import { exitCode } from '../exit.ts';
import { bad, endProgress, good, odd, print, printJson, progress, quiet } from '../output.ts';

interface ProfilesOptions {
  /** Names of profiles. Default: all. */
  readonly only?: readonly string[];
  readonly json?: boolean;
}

/**
 * Plays the messages of every profile against a local system, and compares results, controls, answers, readings and
 * holds with what the profile expects.
 */
export async function conformanceOfProfiles({ only, json = false }: ProfilesOptions): Promise<void> {
  const profiles = only?.map((name) => profileNamed(name)) ?? allProfiles();
  const reports: ProfileReport[] = [];
  for await (const report of playProfiles(profiles, progress)) {
    endProgress();
    reports.push(report);
    if (!json) printProfile(report);
  }
  endProgress();
  const plays = reports.flatMap((report) => report.plays);
  const failed = plays.filter(isDifferent).length;
  const summary = {
    profiles: reports.length,
    withoutMessages: reports.filter((report) => report.plays.length === 0).length,
    plays: plays.length,
    failed,
    results: sum(reports, 'results'),
    controls: sum(reports, 'controls'),
    readings: sum(reports, 'readings'),
  };
  if (json) printJson({ profiles: reports, summary });
  else
    print`\n${summary.profiles} profiles, ${summary.plays} messages: ${summary.plays - failed} as expected, ${failed} not; ${summary.results} results, ${summary.controls} controls, ${summary.readings} readings; ${summary.withoutMessages} profiles without messages`;
  if (failed > 0) process.exitCode = exitCode.problem;
}

function printProfile({ profile, plays, results, controls, readings }: ProfileReport): void {
  const failed = plays.filter(isDifferent);
  const verdict = plays.length === 0 ? odd('none') : failed.length === 0 ? good('pass') : bad('FAIL');
  const kinds = [...new Set(plays.map(({ kind }) => kind))].join(', ');
  const counts = quiet(`${results} results, ${controls} controls, ${readings} readings`);
  print`${verdict}  ${profile.padEnd(24)} ${kinds || 'no messages'}  ${counts}`;
  for (const { play, differences } of failed)
    for (const difference of differences) print`      ${quiet(`${play}:`)} ${difference}`;
}

const isDifferent = ({ differences }: PlayReport): boolean => differences.length > 0;

const sum = (reports: readonly ProfileReport[], of: 'results' | 'controls' | 'readings'): number =>
  reports.reduce((total, report) => total + report[of], 0);
