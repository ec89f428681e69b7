/** Whole numbers below a bound, the same for the same seed. */
export function randomNumbers(from: number): (bound: number) => number {
  let state = from >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

const fragments = [
  '|',
  '^',
  '~',
  '\\',
  '&',
  '\r',
  '\n',
  '\x1c',
  '\v',
  '\0',
  '""',
  '\\X0',
  '\\M2442\\',
  'MSH|',
  'OBX|',
  'PID|',
  'SPM|',
  '\xff\xfe',
  '\xc3',
  '\x1b$B',
  '\\.br\\',
  '+1400',
];

type Random = ReturnType<typeof randomNumbers>;
type Mutation = (bytes: Buffer, at: number, random: Random, others: readonly Buffer[]) => Buffer;

const insert = (bytes: Buffer, at: number, ...pieces: readonly Uint8Array[]): Buffer =>
  Buffer.concat([bytes.subarray(0, at), ...pieces, bytes.subarray(at)]);

const mutations: readonly Mutation[] = [
  (bytes, at, random) => insert(bytes.subarray(0, -1), at, Buffer.from([random(256)])),
  (bytes, at, random) => insert(bytes, at, Buffer.from(fragments[random(fragments.length)] ?? '', 'latin1')),
  (bytes, at, random) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random(40))]),
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at, random, others) => {
    const other = others[random(others.length)] ?? bytes;
    const start = random(other.length + 1);
    return insert(bytes, at, other.subarray(start, start + random(200)));
  },
  (bytes, at, random) => {
    const piece = bytes.subarray(at, at + random(80));
    return insert(bytes, at, piece, piece, piece);
  },
  (bytes, _, random) => {
    const lines = bytes.toString('latin1').split('\r');
    const [from, to] = [random(lines.length), random(lines.length)];
    [lines[from], lines[to]] = [lines[to] ?? '', lines[from] ?? ''];
    return Buffer.from(lines.join('\r'), 'latin1');
  },
];

/** One to five random changes, some with pieces of other messages. */
export function mutate(original: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  let bytes = original;
  for (let left = 1 + random(5); left > 0; left--)
    bytes = mutations[random(mutations.length)]?.(bytes, random(bytes.length + 1), random, others) ?? bytes;
  return bytes;
}
