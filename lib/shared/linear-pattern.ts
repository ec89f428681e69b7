/** A regular expression whose work grows with the length of the text and of the pattern, and with nothing else. */
export interface LinearPattern {
  /** Whether the pattern matches anywhere in the text, as `RegExp.test` says it. */
  test(text: string): boolean;
}

export type ReadPattern =
  | { readonly ok: true; readonly pattern: LinearPattern }
  | { readonly ok: false; readonly problem: string };

const MAX_LENGTH = 200;
const MAX_STATES = 500;

/**
 * Reads a pattern in the syntax of JavaScript without flags. It takes no back references and no lookaround: those
 * cannot be matched in one pass over the text, and JavaScript's own engine, which tries one way after the other, may
 * take years for a text of forty characters.
 */
export function readPattern(source: string): ReadPattern {
  if (source.length > MAX_LENGTH)
    return { ok: false, problem: `a pattern may have ${MAX_LENGTH} characters` };
  if (!isRegularExpression(source)) return { ok: false, problem: 'not a regular expression' };
  const tree = new Reader(source).read();
  if (tree === undefined)
    return {
      ok: false,
      problem:
        'uses a back reference, a look ahead or behind, or an old escape, which are not supported here',
    };
  const states = statesOf(tree);
  return states === undefined
    ? { ok: false, problem: 'its counted repetitions make the pattern too large' }
    : { ok: true, pattern: { test: (text) => isFound(text, states) } };
}

function isRegularExpression(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch (cause) {
    if (cause instanceof SyntaxError) return false;
    throw cause;
  }
}

/** Whether a state may be passed between these two characters. Empty: the begin or the end of the text. */
type Edge = (before: string, after: string) => boolean;

type Node =
  | { readonly kind: 'set'; readonly source: string }
  | { readonly kind: 'edge'; readonly holds: Edge }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly body: Node; readonly min: number; readonly max: number };

const isWord = (character: string): boolean => /^\w$/.test(character);
const isBoundary: Edge = (before, after) => isWord(before) !== isWord(after);

const edges: ReadonlyMap<string, Edge> = new Map<string, Edge>([
  ['^', (before) => before === ''],
  ['$', (_, after) => after === ''],
  ['\\b', isBoundary],
  ['\\B', (before, after) => !isBoundary(before, after)],
]);

const atom = /\[(?:\\.|[^\]\\])*\]|\\(?:u[\da-fA-F]{4}|x[\da-fA-F]{2}|.)|./sy;
const repetition = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/y;
const groupHead = /\?(?::|<[A-Za-z_$][\w$]*>)/y;
/** Back references, and the octal and control escapes of old scripts. */
const isUnsupported = (source: string): boolean => /^\\[\dkc]/.test(source);

/** Reads the syntax of a pattern that JavaScript accepts. */
class Reader {
  readonly #source: string;
  #at = 0;
  #isSupported = true;

  constructor(source: string) {
    this.#source = source;
  }

  /** Undefined if the pattern uses what is not supported. */
  read(): Node | undefined {
    const tree = this.#choice();
    return this.#isSupported ? tree : undefined;
  }

  #choice(): Node {
    const parts = [this.#sequence()];
    while (this.#takes('|')) parts.push(this.#sequence());
    return { kind: 'choice', parts };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#source.charAt(this.#at)))
      parts.push(this.#repeated(this.#atom()));
    return { kind: 'sequence', parts };
  }

  #repeated(body: Node): Node {
    const [found, sign, min = '0', comma, max = ''] = this.#take(repetition) ?? [];
    if (found === undefined) return body;
    if (sign !== undefined)
      return {
        kind: 'repeat',
        body,
        min: sign === '+' ? 1 : 0,
        max: sign === '?' ? 1 : Number.POSITIVE_INFINITY,
      };
    const most = comma === undefined ? Number(min) : max === '' ? Number.POSITIVE_INFINITY : Number(max);
    return { kind: 'repeat', body, min: Number(min), max: most };
  }

  #atom(): Node {
    if (this.#takes('(')) return this.#group();
    const [source = ''] = this.#take(atom) ?? [];
    if (isUnsupported(source)) this.#isSupported = false;
    const holds = edges.get(source);
    return holds === undefined ? { kind: 'set', source } : { kind: 'edge', holds };
  }

  #group(): Node {
    if (this.#take(groupHead) === undefined && this.#source.charAt(this.#at) === '?')
      this.#isSupported = false;
    const body = this.#choice();
    this.#takes(')');
    return body;
  }

  #takes(character: string): boolean {
    const isNext = this.#source.charAt(this.#at) === character;
    if (isNext) this.#at++;
    return isNext;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source) ?? undefined;
    this.#at += found?.[0].length ?? 0;
    return found;
  }
}

/** A place in the pattern. `next`: the places that follow it. */
interface State {
  readonly next: number[];
  /** The character that leads on; undefined if none is read. */
  readonly takes?: (character: string) => boolean;
  readonly holds?: Edge;
}

/** The first state is the match, and the last one is the begin. */
function statesOf(tree: Node): readonly State[] | undefined {
  const states: State[] = [{ next: [] }];
  const add = (state: State): number => states.push(state) - 1;
  const build = (node: Node, next: number): number => {
    if (states.length > MAX_STATES) return next;
    switch (node.kind) {
      case 'set':
        return add({ next: [next], takes: setOf(node.source) });
      case 'edge':
        return add({ next: [next], holds: node.holds });
      case 'sequence':
        return node.parts.reduceRight((after, part) => build(part, after), next);
      case 'choice':
        return add({ next: node.parts.map((part) => build(part, next)) });
      case 'repeat':
        return repeat(node, next);
    }
  };
  const repeat = ({ body, min, max }: Node & { kind: 'repeat' }, after: number): number => {
    let entry = after;
    if (max === Number.POSITIVE_INFINITY) {
      entry = add({ next: [after] });
      states[entry]?.next.push(build(body, entry));
    } else
      for (let turn = min; turn < max && states.length <= MAX_STATES; turn++)
        entry = add({ next: [build(body, entry), after] });
    for (let turn = 0; turn < min && states.length <= MAX_STATES; turn++)
      entry = add({ next: [build(body, entry)] });
    return entry;
  };
  add({ next: [build(tree, 0)] });
  return states.length > MAX_STATES ? undefined : states;
}

const ASCII = 128;

function setOf(source: string): (character: string) => boolean {
  const set = new RegExp(`^${source}$`);
  const known = Array.from({ length: ASCII }, (_, code) => set.test(String.fromCharCode(code)));
  return (character) => known[character.charCodeAt(0)] ?? set.test(character);
}

/** Follows every way through the states at once. */
function isFound(text: string, states: readonly State[]): boolean {
  const seenAt = new Array<number>(states.length).fill(-1);
  let next: number[] = [];
  for (let at = 0; at <= text.length; at++) {
    const [before, after] = [text.charAt(at - 1), text.charAt(at)];
    const open = [...next, states.length - 1];
    next = [];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      const state = states[index];
      if (state === undefined || seenAt[index] === at) continue;
      seenAt[index] = at;
      if (index === 0) return true;
      if (state.takes === undefined) {
        if (state.holds?.(before, after) !== false) open.push(...state.next);
      } else if (after !== '' && state.takes(after)) next.push(...state.next);
    }
  }
  return false;
}
