import { printable } from '../../shared/printable.ts';

export type Tone = 'accept' | 'warn' | 'reject' | 'cannot-judge' | 'excluded';

/** `hand`: who entered it, and when. `script`: its message does not say that it is a control; the script of its source does. */
export type PointOrigin =
  | { readonly kind: 'hand'; readonly by: string; readonly at?: number | undefined }
  | { readonly kind: 'script' };

const signs: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** Text from outside, safe in XML and HTML, also within quotes. */
export const escaped = (text: string): string =>
  printable(text).replaceAll(/[&<>"']/g, (sign) => signs.get(sign) ?? '');

/** A place in the drawing, with at most two decimals. */
export const placed = (x: number, y: number): string => `${shortened(x)},${shortened(y)}`;

const shortened = (number: number): string => String(Math.round(number * 100) / 100);

const marked = (tone: Tone, shape: string, words: string): string =>
  `<g class="point ${tone}">${words === '' ? '' : `<title>${escaped(words)}</title>`}${shape}</g>`;

/** A shape for each tone, so that no tone is told by its colour alone. */
export const shapes: Readonly<Record<Tone, (x: number, y: number, words: string) => string>> = {
  accept: (x, y, words) =>
    marked('accept', `<circle cx="${shortened(x)}" cy="${shortened(y)}" r="4"/>`, words),
  warn: (x, y, words) =>
    marked(
      'warn',
      `<polygon points="${placed(x, y - 6)} ${placed(x + 6, y + 5)} ${placed(x - 6, y + 5)}"/>`,
      words,
    ),
  reject: (x, y, words) =>
    marked(
      'reject',
      `<path d="M${placed(x - 6, y - 6)}L${placed(x + 6, y + 6)}M${placed(x - 6, y + 6)}L${placed(x + 6, y - 6)}"/>`,
      words,
    ),
  'cannot-judge': (x, y, words) =>
    marked(
      'cannot-judge',
      `<rect x="${shortened(x - 6)}" y="${shortened(y - 6)}" width="12" height="12"/><text x="${shortened(x)}" y="${shortened(y + 4)}">?</text>`,
      words,
    ),
  excluded: (x, y, words) =>
    marked(
      'excluded',
      `<circle cx="${shortened(x)}" cy="${shortened(y)}" r="5"/><path d="M${placed(x - 7, y + 7)}L${placed(x + 7, y - 7)}"/>`,
      words,
    ),
};

/** A mark below a point: a short line for one that a person entered, an angle for one that only a script made a control. */
export const originMarks: Readonly<Record<PointOrigin['kind'], (x: number, y: number) => string>> = {
  hand: (x, y) => `<path class="by-hand" d="M${placed(x - 7, y + 9)}L${placed(x + 7, y + 9)}"/>`,
  script: (x, y) =>
    `<path class="by-script" d="M${placed(x - 6, y + 14)}L${placed(x, y + 8)}L${placed(x + 6, y + 14)}"/>`,
};

/** Light by default and in print, dark where the reader's screen is. */
export const style = `
svg{background:#fff;color:#1b1b1b;font:12px system-ui,sans-serif}
text{fill:currentColor}.title{font-size:16px;font-weight:600}.level{font-weight:600}
.axis,.time-end,.before{text-anchor:end}.change-words{font-size:10px}
.limit{stroke:#767676;stroke-width:1;stroke-dasharray:2 3}.limit-0{stroke-dasharray:none}.limit-2{stroke:#8a5a00;stroke-dasharray:8 4}.limit-3{stroke:#b00020;stroke-dasharray:none}
.course{fill:none;stroke:#9a9a9a;stroke-width:1}.change{stroke:#4a4a4a;stroke-width:1}.change.reagent{stroke-dasharray:1 4}
.accept{fill:#1b5fa7}.warn{fill:#8a5a00}.reject path{stroke:#b00020;stroke-width:3;fill:none}
.cannot-judge rect,.excluded circle{fill:none;stroke:currentColor;stroke-width:1.5}.cannot-judge text{text-anchor:middle}.excluded path,.by-hand,.by-script{stroke:currentColor;fill:none}
@media screen and (prefers-color-scheme:dark){svg{background:#161616;color:#eaeaea}.limit-2,.warn{stroke:#e0a030}.warn{fill:#e0a030}.limit-3,.reject path{stroke:#ff6b7d}.accept{fill:#7db8f5}.change{stroke:#bdbdbd}}
`;
