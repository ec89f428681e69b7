import type { RFour, RuleName } from './rules.ts';

export interface ChosenRule {
  readonly rule: RuleName;
  /** What the event becomes if the rule is broken. */
  readonly verdict: 'reject' | 'warn';
}

export interface RuleSet {
  /** Names the set in each verdict that it gave. A changed set has another version. */
  readonly version: string;
  /** `1-2s`: if no result of the event is beyond 2 SD, no rule is broken. `none`: every rule decides. */
  readonly start: 'none' | '1-2s';
  readonly rFour: RFour;
  readonly rules: readonly ChosenRule[];
}

const reject = (...rules: readonly RuleName[]): readonly ChosenRule[] =>
  rules.map((rule) => ({ rule, verdict: 'reject' }));

const warnings: readonly ChosenRule[] = [
  { rule: '1-2s', verdict: 'warn' },
  { rule: '7-T', verdict: 'warn' },
];

/** Of a test system without a mean and SD: results are compared with what is expected. */
export const noRules: RuleSet = { version: 'expected.1', start: 'none', rFour: 'sides', rules: [] };

/** The rules for events of so many levels, where a site chooses none. */
export function rulesFor(levels: number): RuleSet {
  const common = { start: 'none', rFour: 'sides' } as const;
  if (levels <= 1)
    return {
      ...common,
      version: 'levels-1.1',
      rules: [...warnings, ...reject('1-3s', '2-2s', '4-1s', '10-x')],
    };
  if (levels === 3)
    return {
      ...common,
      version: 'levels-3.1',
      rules: [...warnings, ...reject('1-3s', '2of3-2s', 'R-4s', '3-1s', '6-x')],
    };
  const [version, side] = levels === 2 ? (['levels-2.1', '10-x'] as const) : (['levels-4.1', '8-x'] as const);
  return { ...common, version, rules: [...warnings, ...reject('1-3s', '2-2s', 'R-4s', '4-1s', side)] };
}

export interface RuleAdvice {
  readonly rules: readonly RuleName[];
  /** Results of control material for each event, and the number of events that are looked at. */
  readonly results: number;
  readonly events: number;
  readonly origin: 'Westgard Sigma Rules';
}

/** The rules that are suggested for a sigma, in hundredths. Nothing adopts them by itself. */
export function rulesForSigma(hundredths: bigint): RuleAdvice {
  const advice = (rules: readonly RuleName[], results: number, events: number): RuleAdvice => ({
    rules,
    results,
    events,
    origin: 'Westgard Sigma Rules',
  });
  if (hundredths >= 600n) return advice(['1-3s'], 2, 1);
  if (hundredths >= 500n) return advice(['1-3s', '2-2s', 'R-4s'], 2, 1);
  if (hundredths >= 400n) return advice(['1-3s', '2-2s', 'R-4s', '4-1s'], 4, 1);
  return advice(['1-3s', '2-2s', 'R-4s', '4-1s', '8-x'], 4, 2);
}
