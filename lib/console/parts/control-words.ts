import { flagWords } from '../../app/operate/control-advice.ts';
import { hasAnswers, hasAnswersAlone } from '../../app/quality/answers-of.ts';
import { holdTexts } from '../../model/reasons.ts';
import type { ControlState, GateHold, SeenEvent, SeenResult } from '../../model/seen-controls.ts';
import type { TestSystem } from '../../site/quality/schema.ts';
import type { PageContext } from '../page.ts';
import { type Html, html, type Value } from './html.ts';
import { type Tone, tag } from './tag.ts';

interface Words {
  readonly tone: Tone;
  readonly word: string;
  /** In a sentence, after the number of test systems. */
  readonly one: string;
  readonly many: string;
}

export const stateWords: Readonly<Record<ControlState, Words>> = {
  rejected: {
    tone: 'bad',
    word: 'rejected',
    one: 'test system is rejected',
    many: 'test systems are rejected',
  },
  stopped: {
    ...{ tone: 'bad', word: 'stopped' },
    ...{ one: 'test system is stopped', many: 'test systems are stopped' },
  },
  'repeat-passed': {
    ...{ tone: 'bad', word: 'repeated without an action' },
    ...{
      one: 'test system passed again without an action',
      many: 'test systems passed again without an action',
    },
  },
  'cannot-judge': {
    ...{ tone: 'bad', word: 'cannot be judged' },
    ...{ one: 'test system cannot be judged', many: 'test systems cannot be judged' },
  },
  overdue: {
    ...{ tone: 'attention', word: 'overdue' },
    ...{ one: 'test system is overdue', many: 'test systems are overdue' },
  },
  'no-control': {
    ...{ tone: 'attention', word: 'no control' },
    ...{ one: 'test system has no complete control', many: 'test systems have no complete control' },
  },
  'in-control': {
    ...{ tone: 'good', word: 'in control' },
    ...{ one: 'test system is in control', many: 'test systems are in control' },
  },
};

export const controlStateTag = (state: ControlState): Html =>
  tag(stateWords[state].tone, stateWords[state].word);

const tones: Readonly<Record<SeenResult['tone'], readonly [Tone, string]>> = {
  accept: ['good', 'within rules'],
  warn: ['attention', 'warning'],
  reject: ['bad', 'rejected'],
  'cannot-judge': ['bad', 'cannot be judged'],
  excluded: ['neutral', 'excluded'],
};

/** A verdict, or the state of one result, in the words of the chart. */
export const verdictTag = (verdict: SeenResult['tone']): Html => tag(...tones[verdict]);

/** The broken rules of an event, each once. */
export const rulesOf = ({ violations }: SeenEvent): string =>
  [...new Set(violations.map(({ rule }) => rule))].join(' ');

/** How far each level was from its mean, in SD, or its answer, or why it cannot be judged. */
export const levelsOf = ({ points }: SeenEvent): string =>
  points
    .map(({ level, z, answer, problem = '' }) =>
      level === '' ? problem : `${level}: ${z ?? answer ?? problem}`,
    )
    .join(', ');

/** Why an event does not count as control that was run, although no rule is broken. */
export const marksOf = ({ use, missing, flags }: SeenEvent): string =>
  [
    ...(use === 'parallel' ? ['parallel lot'] : []),
    ...(missing.length > 0 && use === 'active' ? [`without level ${missing.join(', ')}`] : []),
    ...flags.map((flag) => flagWords.get(flag) ?? flag),
  ].join('; ');

const doings: ReadonlyMap<string, string> = new Map([
  ['reagent-change', 'reagent changed'],
  ['stop', 'stopped'],
  ['start', 'started'],
  ['exclude', 'result excluded'],
  ['include', 'exclusion taken back'],
  ['control-vial', 'another vial of the control'],
  ['other', 'other corrective action'],
  ['dispose', 'decided about a result of a look-back'],
  ['sign', 'signed a look-back'],
]);

/** What a person did. */
export const actionWord = (kind: string): string => doings.get(kind) ?? kind;

/** A level or an answer, not broken within its words. */
const whole = (words: string): Html => html`<span class="word">${words}</span>`;

export const levelName = (level: string): Html => whole(level || 'unknown');

/** What a result was compared as: its distance in SD, or its answer. */
export const comparedAs = ({ z, answer }: Pick<SeenResult, 'z' | 'answer'>): Value =>
  z ?? (answer === undefined ? undefined : whole(answer));

/** A lot, not broken within its words. */
export const lotName = (lot: string): Html => html`<span class="lot">${lot}</span>`;

const passing: Readonly<Record<TestSystem['gate']['mode'], string>> = {
  open: 'delivered, whatever the controls say (mode open)',
  watch: 'delivered, whatever the controls say, until somebody stops the test system (mode watch)',
  gate: 'delivered (mode gate)',
  bracket: 'held until the next good control after them (mode bracket)',
};

/** What becomes of patients' results now, and why. */
export const gateWords = (
  { gate: { mode } }: Pick<TestSystem, 'gate'>,
  held: GateHold | undefined,
  { href }: Pick<PageContext, 'href'>,
): Value =>
  held === undefined
    ? passing[mode]
    : html`${tag('bad', 'held')} <a href="${href(`/waiting?reason=${held}`)}">${held}</a>: ${holdTexts[held].why}`;

export const systemLink = (id: string, { href }: Pick<PageContext, 'href'>, text: Value = id): Html =>
  html`<a href="${href(`/controls/${encodeURIComponent(id)}`)}">${text}</a>`;

/** What results are compared with: the head of their column. */
export const comparedHead = (
  systems: readonly Pick<TestSystem, 'targets' | 'answers' | 'invalid'>[],
): string =>
  !systems.some(hasAnswers)
    ? 'SD from the mean'
    : systems.every(hasAnswersAlone)
      ? 'Answer'
      : 'SD from the mean, or answer';

/** The end of the version of a target: a digest of its numbers. */
export const limitsName = (version = ''): string => version.slice(version.lastIndexOf(' ') + 1);
