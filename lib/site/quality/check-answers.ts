import { type AnswerCode, comparable, INVALID, type Spellings } from '../../quality/answers.ts';
import type { TargetOfSystem, TestSystem } from './schema.ts';

/** Says what is wrong at a place of the test system. */
export type Say = (path: readonly PropertyKey[], message: string) => void;

/** What a test system says of answers: each spelling means one of them, and each target is one of them. */
export function checkAnswers(system: TestSystem, say: Say): void {
  const { answers = [], invalid, targets, rules, allowedError } = system;
  const said = new Set<string>();
  const once = (words: readonly unknown[], path: readonly PropertyKey[], message: string) => {
    const key = JSON.stringify(words);
    if (said.has(key)) say(path, message);
    said.add(key);
  };
  const spelled = ({ words, codes }: Spellings, place: readonly PropertyKey[]) => {
    for (const [at, word] of words.entries())
      once(['word', comparable(word)], [...place, 'words', at], 'this word means an answer already');
    for (const [at, code] of codes.entries())
      once(['code', ...keyOf(code)], [...place, 'codes', at], 'this code means an answer already');
  };
  said.add(JSON.stringify(['word', INVALID]));
  if (invalid !== undefined) spelled(invalid, ['invalid']);
  for (const [at, one] of answers.entries()) {
    once(['word', comparable(one.answer)], ['answers', at], 'this word means an answer already');
    spelled(one, ['answers', at]);
  }
  for (const [at, target] of targets.entries())
    checkTarget(target, system, (path, message) => say(['targets', at, ...path], message));
  checkLevels(system, say);
  if (targets.length > 0 && targets.every(({ mean }) => mean === undefined)) {
    if (rules !== undefined) say(['rules'], 'rules are for targets with mean and SD: leave them out');
    if (allowedError !== undefined)
      say(['allowedError'], 'sigma is for targets with mean and SD: leave it out');
  }
}

const keyOf = ({ code, system = '' }: AnswerCode): readonly string[] => [
  comparable(system),
  comparable(code),
];

function checkTarget({ answer, grade }: TargetOfSystem, { answers }: TestSystem, say: Say): void {
  const name = answer ?? grade;
  if (name === undefined) return;
  const path = [answer === undefined ? 'grade' : 'answer'];
  const names = answers?.map((one) => one.answer) ?? [];
  if (answers === undefined) say(path, 'name the answers of the test system (answers), this one among them');
  else if (!names.includes(name)) say(path, 'is not among the answers of the test system');
  else if (grade === names[0]) say(path, 'the first answer is the negative one, and no grade: use answer');
}

const isWord = ({ answer, grade }: TargetOfSystem): boolean => (answer ?? grade) !== undefined;

/** The levels are told apart by what is expected of them; a level has answers or numbers. */
function checkLevels({ levels, targets }: TestSystem, say: Say): void {
  const ofWords = new Map<string, boolean>();
  for (const [at, target] of targets.entries()) {
    if ((ofWords.get(target.level) ?? isWord(target)) !== isWord(target))
      say(
        ['targets', at],
        'other targets of this level have numbers, and this one an answer, or the other way round',
      );
    ofWords.set(target.level, isWord(target));
  }
  for (const [lot, all] of Map.groupBy(targets, (one) => JSON.stringify([one.material, one.lot]))) {
    const answers = new Set(all.map(({ answer }) => answer));
    const covered = new Set(all.map(({ level }) => level));
    if (levels.length < 2 || covered.size < levels.length || answers.size > 1 || answers.has(undefined))
      continue;
    const at = targets.findIndex((one) => JSON.stringify([one.material, one.lot]) === lot);
    say(
      ['targets', at, 'answer'],
      'every level expects the same answer: a negative and a positive control are needed',
    );
  }
}
