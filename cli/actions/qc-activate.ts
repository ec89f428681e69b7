import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Activation, lotsNamed, proposeActivation } from '../../lib/app/quality/activate-lot.ts';
import { lotId } from '../../lib/app/quality/find-lot.ts';
import { loadQuality, qualityFilesOf } from '../../lib/site/quality/load-quality.ts';
import type { LotOfSystem, TestSystem } from '../../lib/site/quality/schema.ts';
import { withActivation } from '../../lib/site/quality/write-activation.ts';
import { exitCode, UsageError } from '../exit.ts';
import { good, odd, print, printJson, remark } from '../output.ts';
import { type ReasonOptions, readerOf } from '../reader.ts';
import { siteFolderOf } from '../site-of-system.ts';
import { type ConnectedSystem, type SystemOptions, withSystem } from '../system.ts';
import { qualityOf, systemOf } from './qc.ts';

interface ActivateOptions extends SystemOptions, ReasonOptions {
  readonly at?: Date | undefined;
  readonly overlap?: boolean | undefined;
  readonly write?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/**
 * Proposes the change of the site that puts a parallel lot into use, and writes it into the site's files with `write`.
 * @throws UsageError if the lot is not known, or the time is in the future
 */
export async function qcActivate(id: string, lotName: string, options: ActivateOptions): Promise<void> {
  const { at = new Date() } = options;
  if (at.getTime() > Date.now())
    throw new UsageError('the activation is in the future: give --at with the time at which it was decided');
  const folder = options.write === true ? writableFolderOf(options) : undefined;
  const person = readerOf(options);
  const { activation, sites } = await withSystem(
    options,
    { writes: true, proposes: true },
    async (system) => {
      const quality = qualityOf(system);
      const known = {
        ...{ materials: quality.materials, system: systemOf(quality, id) },
        timeZone: system.site.laboratory.timeZone,
      };
      const request = { lot: lotOf(known.system, lotName), at, overlaps: options.overlap === true };
      return {
        activation: await proposeActivation(known, request, person, system),
        sites: system.site.sources,
      };
    },
  );
  if (activation.obstacles.length > 0) process.exitCode = exitCode.problem;
  else if (folder !== undefined) write(id, activation, sites, folder);
  if (options.json === true) printJson({ system: id, ...activation });
  else printActivation(id, activation, options);
}

/** @throws UsageError if the system runs a copy of its site, which nobody edits */
function writableFolderOf(options: ActivateOptions): string {
  const folder = siteFolderOf(options);
  if (folder.endsWith('.json'))
    throw new UsageError(
      `the system runs a checked copy of its site, ${folder}: name the folder to write into with --site`,
    );
  return folder;
}

/** @throws UsageError that lists the lots, if none or several have this name */
function lotOf(system: TestSystem, name: string): LotOfSystem {
  const found = lotsNamed(name, system);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new UsageError(
    found.length === 0
      ? `the test system ${system.id} has no lot ${name}`
      : `several materials have the lot ${name}: name the material, too`,
    (found.length === 0 ? system.lots : found).map(lotId),
  );
}

function printActivation(
  id: string,
  { lot, runs, obstacles, levels, lots, targets }: Activation,
  { write: isWritten }: ActivateOptions,
): void {
  for (const { id: run, level, at, value, unit = '', excluded } of runs) {
    const words = excluded === undefined ? good('counts') : odd('excluded');
    const why = excluded === undefined ? '' : `by ${excluded.by}: ${excluded.why}`;
    print`${new Date(at).toISOString()}  level ${level}  ${value} ${unit}  ${words} ${why}  ${run}`;
  }
  if (obstacles.length > 0) {
    print`${odd('refused')}  ${id} ${lotId(lot)}`;
    for (const obstacle of obstacles) print`  ${obstacle}`;
    return;
  }
  for (const { level, n, mean, sd, unit = '', carriesSd, expected } of levels) {
    if (expected !== undefined) {
      print`level ${level}: ${expected.text} ${unit}, as ${n} runs show`;
      continue;
    }
    const carried = carriesSd === undefined ? 'CV of the lot in use' : `SD of the lot in use (${carriesSd})`;
    print`level ${level}: mean ${mean}, SD ${sd} ${unit} from ${n} runs and the ${carried}`;
  }
  if (isWritten === true) return;
  print``;
  for (const line of stringify({ lots, targets }).trimEnd().split('\n')) print`${line}`;
}

/** @throws UsageError if no file of the site has the test system with its lots; the files are unchanged then */
function write(
  id: string,
  activation: Activation,
  sources: ConnectedSystem['site']['sources'],
  folder: string,
): void {
  for (const name of qualityFilesOf(folder)) {
    const file = join(folder, name);
    const before = readFileSync(file, 'utf8');
    const after = withActivation(before, id, activation);
    if (after === undefined) continue;
    writeFileSync(file, after);
    const loaded = loadQuality(folder, { sources });
    if (!loaded.ok) {
      writeFileSync(file, before);
      throw new UsageError(
        'the site would have problems with this activation, and was not changed',
        loaded.problems.map(({ path, message }) => `${path}: ${message}`),
      );
    }
    remark`${file} is changed: review it, and deploy the site. Until then the system judges by the lots and targets that it runs`;
    return;
  }
  throw new UsageError(`no file of ${folder} has the test system ${id} with its lots`);
}
