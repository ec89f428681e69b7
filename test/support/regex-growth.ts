/**
 * Decides whether a regular expression of JavaScript may take more than linear time on some text. A backtracking
 * engine does so where one text can lead in two ways through unbounded repetitions, and a failure afterwards makes it
 * try them all (Weideman et al., "Analyzing Matching Time Behavior of Backtracking Regular Expression Matchers").
 * The search from each position of the text counts as a repetition too.
 */
export function growthOf(pattern: RegExp): 'linear' | 'worse' {
  return isAmbiguous(stepsOf(pattern)) ? 'worse' : 'linear';
}

type Node =
  | { readonly kind: 'set'; readonly source: string }
  | { readonly kind: 'start' | 'condition' }
  | { readonly kind: 'look'; readonly body: Node }
  /** The character before is one of a set. */
  | { readonly kind: 'behind'; readonly source: string }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly body: Node; readonly min: number; readonly max: number };

/** Reads the syntax of a pattern. Back references are refused. */
class Parser {
  readonly #text: string;
  readonly #isMultiline: boolean;
  #at = 0;

  constructor({ source, multiline }: RegExp) {
    this.#text = source;
    this.#isMultiline = multiline;
  }

  choice(): Node {
    const parts = [this.#sequence()];
    while (this.#take('|')) parts.push(this.#sequence());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'choice', parts };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (this.#at < this.#text.length && !'|)'.includes(this.#text.charAt(this.#at)))
      parts.push(this.#quantified(this.#atom()));
    return { kind: 'sequence', parts };
  }

  #quantified(body: Node): Node {
    const [, sign, min, comma, max] =
      /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(this.#text.slice(this.#at)) ?? [];
    if (sign === undefined && min === undefined) return body;
    this.#at += /^(?:[*+?]|\{[\d,]+\})\??/.exec(this.#text.slice(this.#at))?.[0].length ?? 0;
    if (sign !== undefined)
      return { kind: 'repeat', body, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
    const most = max !== '' ? Number(max) : comma === '' ? Number(min) : Infinity;
    return { kind: 'repeat', body, min: Number(min), max: most };
  }

  #atom(): Node {
    if (this.#take('(')) return this.#group();
    if (this.#take('^'))
      return this.#isMultiline ? { kind: 'behind', source: '[\\n\\r\\u2028\\u2029]' } : { kind: 'start' };
    if (this.#take('$')) return { kind: 'condition' };
    const [source = ''] =
      /^(?:\[(?:\\.|\[[^\]]*\]|[^\]\\])*\]|\\(?:u\{[\da-f]+\}|u[\da-f]{4}|x[\da-f]{2}|c[a-z]|p\{[^}]*\}|.)|.)/isu.exec(
        this.#text.slice(this.#at),
      ) ?? [];
    this.#at += source.length;
    if (/^\\[bB]$/.test(source)) return { kind: 'condition' };
    if (/^\\(?:[1-9]|k)/.test(source)) throw new Error(`a back reference in ${this.#text}`);
    return { kind: 'set', source };
  }

  #group(): Node {
    const [head = ''] = /^\?(?:[:=!]|<[=!]|<\w+>)/.exec(this.#text.slice(this.#at)) ?? [];
    this.#at += head.length;
    const body = this.choice();
    this.#take(')');
    if (!/[=!]/.test(head)) return body;
    const [only, ...others] = body.kind === 'sequence' ? body.parts : [];
    if (!head.startsWith('?<') || only?.kind !== 'set' || others.length > 0) return { kind: 'look', body };
    return { kind: 'behind', source: head === '?<=' ? only.source : `(?!${only.source})[^]` };
  }

  #take(character: string): boolean {
    if (this.#text.charAt(this.#at) !== character) return false;
    this.#at++;
    return true;
  }
}

interface State {
  /** Reached without a character. */
  readonly silent: number[];
  /** The letters that lead from here to `next`; empty if none does. */
  readonly letters: ReadonlySet<number>;
  readonly next: number;
  /** `match`: the match is complete. `condition`: what follows depends on the text around. */
  readonly kind: 'plain' | 'condition' | 'match';
  /** Reached only behind these letters. Undefined: behind all. */
  readonly behind?: ReadonlySet<number>;
}

/** More turns of a bounded repetition add no other kind of ambiguity. */
const TURNS = 3;

const none: ReadonlySet<number> = new Set();

class Builder {
  readonly states: State[] = [];
  readonly #lettersOf: (source: string) => ReadonlySet<number>;

  constructor(lettersOf: (source: string) => ReadonlySet<number>) {
    this.#lettersOf = lettersOf;
  }

  state(silent: number[] = [], kind: State['kind'] = 'plain'): number {
    return this.states.push({ silent, letters: none, next: -1, kind }) - 1;
  }

  letter(letters: ReadonlySet<number>, next: number): number {
    return this.states.push({ silent: [], letters, next, kind: 'plain' }) - 1;
  }

  /** Adds the states of a node before `next`, and gives its first. */
  node(node: Node, next: number, isAtStart: boolean): number {
    switch (node.kind) {
      case 'set':
        return this.letter(this.#lettersOf(node.source), next);
      case 'sequence':
        return node.parts.reduceRight((after, part) => this.node(part, after, isAtStart), next);
      case 'choice':
        return this.state(node.parts.map((part) => this.node(part, next, isAtStart)));
      case 'look':
        // the text that is looked at is read, and then the rest is read from the same place
        return this.state([this.node(node.body, this.state(), isAtStart), next], 'condition');
      case 'start':
        return this.state(isAtStart ? [next] : [], 'condition');
      case 'behind':
        return (
          this.states.push({
            silent: [next],
            letters: none,
            next: -1,
            kind: 'condition',
            behind: this.#lettersOf(node.source),
          }) - 1
        );
      case 'condition':
        return this.state([next], 'condition');
      case 'repeat':
        return this.#repeat(node, next, isAtStart);
    }
  }

  #repeat({ body, min, max }: Node & { kind: 'repeat' }, next: number, isAtStart: boolean): number {
    let entry = next;
    if (max === Number.POSITIVE_INFINITY) {
      entry = this.state();
      this.states[entry]?.silent.push(this.node(body, entry, isAtStart), next);
    } else
      for (let turn = min; turn < Math.min(max, min + TURNS); turn++)
        entry = this.state([this.node(body, entry, isAtStart), next]);
    for (let turn = 0; turn < Math.min(min, TURNS); turn++) entry = this.node(body, entry, isAtStart);
    return entry;
  }
}

interface Edge {
  readonly to: number;
  readonly letters: ReadonlySet<number>;
}

/** A place in the text that a letter leads to. */
interface Step {
  readonly letters: ReadonlySet<number>;
  /** The steps that may follow, twice where two ways lead there, and the letters after which they may. */
  readonly after: readonly Edge[];
  /** The match is complete after this letter, whatever follows. */
  readonly isMatch: boolean;
}

/** The states that read a letter, with the ways between them. */
function stepsOf(pattern: RegExp): ReadonlyMap<number, Step> {
  const letters = alphabetOf(pattern);
  const builder = new Builder(letters);
  const tree = new Parser(pattern).choice();
  const match = builder.state([], 'match');
  const later = builder.state([builder.node(tree, match, false)]);
  // the search tries every position of the text; that of a sticky pattern tries one
  const search = builder.letter(pattern.sticky ? none : letters('[^]'), later);
  builder.states[later]?.silent.push(search);
  builder.state([builder.node(tree, match, true), search]);
  const { states } = builder;
  return new Map(
    states.flatMap((state, index) => {
      if (state.letters.size === 0) return [];
      const { reached, isMatch } = closureOf(state, states);
      return [[index, { letters: state.letters, after: reached, isMatch: isMatch && index !== search }]];
    }),
  );
}

function closureOf(
  from: State,
  states: readonly State[],
): { readonly reached: readonly Edge[]; readonly isMatch: boolean } {
  const reached: Edge[] = [];
  let isMatch = false;
  // a repetition within another is entered twice, because it may end and begin again
  const visit = (
    index: number,
    path: readonly number[],
    letters: ReadonlySet<number>,
    isCertain: boolean,
  ): void => {
    const state = states[index];
    if (state === undefined || letters.size === 0 || path.filter((one) => one === index).length > 1) return;
    if (state.letters.size > 0) reached.push({ to: index, letters });
    if (state.kind === 'match') isMatch ||= isCertain;
    const { behind } = state;
    const left =
      behind === undefined ? letters : new Set([...letters].filter((letter) => behind.has(letter)));
    for (const next of state.silent)
      visit(next, [...path, index], left, isCertain && state.kind !== 'condition');
  };
  visit(from.next, [], from.letters, true);
  return { reached, isMatch };
}

/** Gives each set of characters as a set of letters: characters that no part of the pattern tells apart are one. */
function alphabetOf(pattern: RegExp): (source: string) => ReadonlySet<number> {
  const flags = pattern.flags.replaceAll(/[gymd]/g, '');
  const sources = [...setsIn(new Parser(pattern).choice())];
  const sets = new Map(['[^]', ...sources].map((source) => [source, new RegExp(`^(?:${source})$`, flags)]));
  const letters = new Map<string, number>();
  const members = new Map<string, Set<number>>([...sets.keys()].map((source) => [source, new Set<number>()]));
  for (const character of characters) {
    const inside = [...sets].filter(([, set]) => set.test(character)).map(([source]) => source);
    const key = inside.join('\n');
    const letter = letters.get(key) ?? letters.size;
    letters.set(key, letter);
    for (const source of inside) members.get(source)?.add(letter);
  }
  return (source) => members.get(source) ?? none;
}

/** Latin, Greek and punctuation are enough to tell every set of our patterns apart. */
const characters = [
  ...Array.from({ length: 0x400 }, (_, code) => String.fromCharCode(code)),
  ...'\u2013\u2014\u2028\u2264\u2265\u3000\u4e00\ud800\ufeff\uffff',
  '\u{1f600}',
];

function* setsIn(node: Node): Generator<string> {
  if ('source' in node) yield node.source;
  if ('body' in node) yield* setsIn(node.body);
  if ('parts' in node) for (const part of node.parts) yield* setsIn(part);
}

function isAmbiguous(steps: ReadonlyMap<number, Step>): boolean {
  const edgesOf = (index: number): readonly Edge[] => {
    const step = steps.get(index);
    return step === undefined || step.isMatch ? [] : step.after;
  };
  const reach = new Map([...steps.keys()].map((index) => [index, reachable(index, edgesOf)]));
  const leads = (from: number, to: number): boolean => reach.get(from)?.has(to) === true;
  const walks = (from: readonly number[], to: readonly number[]): boolean => isWalk(from, to, edgesOf, leads);
  const repeated = [...steps.keys()].filter((index) => leads(index, index));
  const pairs = repeated
    .flatMap((p) => repeated.map((q) => [p, q] as const))
    .filter(([p, q]) => p !== q && leads(p, q));
  // one text leads through the first repetition, from it into the second, and through the second
  const isSplit = pairs.some(([p, q]) => walks([p, p, q], [p, q, q]));
  // one text leads through one repetition in two ways
  const isForked = pairs.some(
    ([p, q]) =>
      p < q &&
      leads(q, p) &&
      repeated.some((r) => leads(p, r) && leads(r, p) && walks([r, r], [p, q]) && walks([p, q], [r, r])),
  );
  const isDoubled = repeated.some((index) => {
    const back = edgesOf(index)
      .map(({ to }) => to)
      .filter((to) => leads(to, index));
    return new Set(back).size < back.length;
  });
  return isDoubled || isSplit || isForked;
}

function reachable(from: number, edgesOf: (index: number) => readonly Edge[]): ReadonlySet<number> {
  const seen = new Set<number>();
  const left = edgesOf(from).map(({ to }) => to);
  for (let next = left.pop(); next !== undefined; next = left.pop())
    if (!seen.has(next)) {
      seen.add(next);
      left.push(...edgesOf(next).map(({ to }) => to));
    }
  return seen;
}

/** Whether walks over the same letters lead from each place of `from` to that of `to`. */
function isWalk(
  from: readonly number[],
  to: readonly number[],
  edgesOf: (index: number) => readonly Edge[],
  leads: (from: number, to: number) => boolean,
): boolean {
  const goal = to.join();
  const seen = new Set<string>();
  const left = [from];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    const edges = at.map((index, walk) =>
      edgesOf(index).filter((edge) => edge.to === to[walk] || leads(edge.to, to[walk] ?? -1)),
    );
    for (const next of together(edges)) {
      const key = next.join();
      if (key === goal) return true;
      if (!seen.has(key)) {
        seen.add(key);
        left.push(next);
      }
    }
  }
  return false;
}

/** The places that one letter leads to, for each choice of edges that have a letter in common. */
function together(edges: readonly (readonly Edge[])[]): readonly (readonly number[])[] {
  let made: readonly { readonly at: readonly number[]; readonly letters: ReadonlySet<number> | undefined }[] =
    [{ at: [], letters: undefined }];
  for (const choices of edges)
    made = made.flatMap(({ at, letters }) =>
      choices.flatMap((edge) => {
        const common = letters === undefined ? edge.letters : edge.letters.intersection(letters);
        return common.size === 0 ? [] : [{ at: [...at, edge.to], letters: common }];
      }),
    );
  return made.map(({ at }) => at);
}
