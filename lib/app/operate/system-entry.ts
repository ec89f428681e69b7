import type { UnmatchedControl } from '../../ports/qc-store.ts';

/** What a site writes below `systems` in a quality file, so that these controls are judged. The levels are its own. */
export function systemEntry({ source, analyzer, analyte }: UnmatchedControl): string {
  const id = [source, analyzer === source ? '' : analyzer, analyte]
    .map((word) =>
      word
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replaceAll(/^-|-$/g, ''),
    )
    .filter((word) => word !== '')
    .join('-')
    .slice(0, 31)
    .replace(/-$/, '');
  return [
    `  - id: ${id}`,
    `    source: ${source}`,
    // the source is the default
    ...(analyzer === source ? [] : [`    analyzer: ${JSON.stringify(analyzer)}`]),
    `    analyte: ${JSON.stringify(analyte)}`,
    '    levels: ["1", "2"]',
  ].join('\n');
}
