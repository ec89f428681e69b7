import { normalAnalyzer } from '../../model/test-system.ts';
import { checkAnswers, type Say } from './check-answers.ts';
import type { LotOfSystem, Quality, TargetOfSystem, TestSystem } from './schema.ts';

export interface QualityFile {
  /** From the site's folder: `quality/chemistry.yaml`. */
  readonly name: string;
  readonly text: string;
  readonly content: Quality;
}

export interface Contradiction {
  readonly file: QualityFile;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What each file alone may say, and the files together may not. */
export function contradictionsIn(
  files: readonly QualityFile[],
  sources: ReadonlySet<string>,
): readonly Contradiction[] {
  const found: Contradiction[] = [];
  const seen = new Set<string>();
  const named = new Map<string, string>();
  const levels = levelsOf(files);
  for (const file of files) {
    const say: Say = (path, message) => found.push({ file, path, message });
    const once = (words: readonly unknown[], path: readonly PropertyKey[], message: string) => {
      const key = JSON.stringify(words);
      if (seen.has(key)) say(path, message);
      seen.add(key);
    };
    const known = (source: string, path: readonly PropertyKey[]) => {
      if (!sources.has(source)) say(path, 'there is no source with this id');
    };
    for (const [at, material] of file.content.materials.entries()) {
      const place = ['materials', at];
      once(['material', material.id], [...place, 'id'], 'this id is used twice');
      for (const [lotAt, { lot, levels: ofLot }] of material.lots.entries()) {
        const lotPlace = [...place, 'lots', lotAt];
        once(['lot', material.id, lot], [...lotPlace, 'lot'], 'this lot is listed twice');
        for (const [levelAt, { level, names }] of ofLot.entries()) {
          const levelPlace = [...lotPlace, 'levels', levelAt];
          once(['level', material.id, lot, level], [...levelPlace, 'level'], 'this level is listed twice');
          for (const [nameAt, name] of names.entries()) {
            const namePlace = [...levelPlace, 'names', nameAt];
            known(name.source, [...namePlace, 'source']);
            const words = JSON.stringify([name.source, name.material, name.product, name.lot]);
            const owner = JSON.stringify([material.id, level]);
            // a name may go on with the next lot: the lot in use at the time of the point is meant
            if ((named.get(words) ?? owner) !== owner)
              say(namePlace, 'another material or level has the same name; give more words');
            named.set(words, owner);
          }
        }
      }
    }
    for (const [at, system] of file.content.systems.entries()) {
      const place = ['systems', at];
      once(['system', system.id], [...place, 'id'], 'this id is used twice');
      known(system.source, [...place, 'source']);
      const { source, analyte } = system;
      const analyzer = normalAnalyzer(system.analyzer ?? source);
      once(
        ['key', source, analyzer, analyte],
        place,
        'another test system has this source, analyzer and analyte',
      );
      const sayOf: Say = (path, message) => say([...place, ...path], message);
      checkSystem(system, levels, sayOf);
      checkAnswers(system, sayOf);
    }
  }
  return found;
}

/** The levels of each material and lot. */
const levelsOf = (files: readonly QualityFile[]): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(
    files
      .flatMap(({ content }) => content.materials)
      .flatMap(({ id, lots }) =>
        lots.map(({ lot, levels }) => [
          keyOf({ material: id, lot }),
          new Set(levels.map(({ level }) => level)),
        ]),
      ),
  );

const keyOf = ({ material, lot }: Pick<LotOfSystem, 'material' | 'lot'>): string =>
  JSON.stringify([material, lot]);

function checkSystem(
  { levels, lots, targets, rules, due, gate }: TestSystem,
  known: ReadonlyMap<string, ReadonlySet<string>>,
  say: Say,
): void {
  if ((gate.mode === 'gate' || gate.mode === 'bracket') && due === undefined)
    say(
      ['gate', 'mode'],
      'say when a control is due (due): otherwise one good control opens this gate for ever',
    );
  if (new Set(levels).size < levels.length) say(['levels'], 'a level is listed twice');
  if (rules !== undefined && rules.reject.length + rules.warn.length === 0)
    say(['rules'], 'name at least one rule, or leave out rules');
  if (gate.mode === 'open')
    for (const [at, { every }] of (due ?? []).entries())
      if (every === 'patients')
        say(
          ['due', at],
          "gate.mode is open, which counts no patients' results: choose watch, gate or bracket",
        );
  const listed = new Set<string>();
  for (const [at, lot] of lots.entries()) {
    const key = keyOf(lot);
    if (!known.has(key)) say(['lots', at], 'there is no material with this lot');
    if (listed.has(key)) say(['lots', at], 'this lot is listed twice');
    listed.add(key);
    checkStates(lot, (path, message) => say(['lots', at, ...path], message));
  }
  const begun = new Set<string>();
  for (const [at, target] of targets.entries()) {
    const place = ['targets', at];
    if (!listed.has(keyOf(target)))
      say(place, 'the lot of this target is not among the lots of the test system');
    else if (known.get(keyOf(target))?.has(target.level) === false)
      say([...place, 'level'], 'the lot has no such level');
    else if (!levels.includes(target.level)) say([...place, 'level'], 'the test system has no such level');
    const key = JSON.stringify([keyOf(target), target.level, Date.parse(target.from)]);
    if (begun.has(key)) say([...place, 'from'], 'two targets of this lot and level begin at the same time');
    begun.add(key);
    checkEnd(target, (path, message) => say([...place, ...path], message));
  }
}

const states = ['received', 'parallel', 'active', 'retired'] as const;

function checkStates(lot: LotOfSystem, say: Say): void {
  const times = states.flatMap((state) => {
    const time = lot[state];
    return time === undefined ? [] : [{ state, at: Date.parse(time) }];
  });
  if (times.length === 0) say([], 'say since when it is received, parallel, active or retired');
  for (const [index, { state, at }] of times.entries()) {
    const before = times[index - 1];
    if (before !== undefined && at < before.at) say([state], `begins before ${before.state}`);
  }
  if (lot.active !== undefined && lot.by === undefined) say([], 'by is missing: say who activated the lot');
}

function checkEnd({ from, to }: TargetOfSystem, say: Say): void {
  if (to !== undefined && Date.parse(to) <= Date.parse(from)) say(['to'], 'ends before it begins');
}
