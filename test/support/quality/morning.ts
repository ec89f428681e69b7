import { unique } from '../cloud.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../messages.ts';

/** Messages of the analyzer of `examples/morning`. */

export const controlIdOf = (message: Uint8Array): string =>
  /\|(MORNING-[^|]+)\|/.exec(Buffer.from(message).toString())?.[1] ?? '';

const stamp = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}+0000`;
const head = (at: number, type: string, id: string) =>
  msh({ 3: 'CHEM1', 4: 'RIVERSIDE', 7: stamp(at), 9: type, 10: id });
const measured = (value: string, analyzer: string, analyte: string, at: number) =>
  obx({ 3: `${analyte}^Test^99LAB`, 5: value, 6: 'mg/dL', 18: `${analyzer}^EXAMPLE`, 19: stamp(at) });

/** Both levels of a control. */
export const controls = (
  at: number,
  { analyzer = 'CHEM1-A', analyte = 'GLU', lot = '45800', levels = ['100.0', '250.0'] } = {},
) =>
  toMessage(
    head(at, 'OUL^R22', unique()),
    ...levels.flatMap((value, index) => [
      segment('SPM', { 1: String(index + 1), 2: `${lot}-L${index + 1}`, 11: 'Q^^HL70369' }),
      obr({ 3: `${lot}-L${index + 1}` }),
      measured(value, analyzer, analyte, at + index * 30_000),
    ]),
  );

export const result = (at: number, id: string, analyzer: string, analyte: string) =>
  toMessage(
    head(at, 'ORU^R01', id),
    pid({ 3: `${id}^^^RIVERSIDE^MR` }),
    obr({ 3: id }),
    measured('95', analyzer, analyte, at),
  );
