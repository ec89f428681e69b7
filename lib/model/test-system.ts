import type { Observation } from './observation.ts';

/**
 * The analyzer that made a result: OBX-18, its repetitions (instrument, module, serial number) joined by `~`; otherwise its
 * source. Controls and patients' results are of one test system only if both are named by this function.
 */
export const analyzerOf = ({ equipment }: Pick<Observation, 'equipment'>, source: string): string =>
  equipment.length === 0 ? source : equipment.join('~');

/** OBX-3.1 as the source sends it, otherwise the text of OBX-3. */
export const sentCodeOf = ({ code }: Pick<Observation, 'code'>): string =>
  code.codings[0]?.code ?? code.text ?? '';

/** The analyzer for comparison: without regard for case, spaces at the ends or in a row, and the order of the repetitions. */
export const normalAnalyzer = (analyzer: string): string =>
  analyzer
    .normalize('NFKC')
    .toLowerCase()
    .split('~')
    .map((name) => name.trim().replaceAll(/\s+/g, ' '))
    .filter((name) => name !== '')
    .sort()
    .join('~');
