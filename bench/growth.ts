import { type Passage, pass } from './passage.ts';
import { shapes } from './shapes.ts';

/**
 * How the time for one message grows with its size, for each shape of message. The growth from one size to the next
 * is that of the sizes where the work is linear.
 */

const sizes = (process.env['SIZES'] ?? '10000,100000,1000000').split(',').map(Number);

const seconds = (ms: number): string => `${Math.round(ms)} ms`.padStart(9);

/** `ONLY=text` measures the shapes whose name contains the text. */
const only = process.env['ONLY'] ?? '';
const measured: { readonly name: string; readonly passages: readonly Passage[] }[] = [];
for (const { name, message } of shapes.filter((shape) => shape.name.includes(only))) {
  const passages: Passage[] = [];
  for (const size of sizes) passages.push(await pass(Buffer.from(message(size))));
  measured.push({ name, passages });
  const times = passages.map(({ ms }) => seconds(ms)).join('');
  const growth = passages
    .slice(1)
    .map(({ ms }, index) => `×${(ms / (passages[index]?.ms ?? ms)).toFixed(1)}`.padStart(8))
    .join('');
  const last = passages.at(-1);
  console.log(
    `${name.padEnd(44)}${times}${growth}  ${last?.outcome ?? ''} ${((last?.written ?? 0) / 1e6).toFixed(1)} MB`,
  );
}

const slowest = measured.toSorted((a, b) => (b.passages.at(-1)?.ms ?? 0) - (a.passages.at(-1)?.ms ?? 0))[0];
console.log(`\n${measured.length} shapes of ${sizes.join(', ')} bytes; slowest: ${slowest?.name}`);
