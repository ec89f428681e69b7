import { describe, expect, test } from '@jest/globals';
import { numbersOfOrders, usedNumbers } from '../../../../lib/app/file/order-numbers.ts';
import { toSought } from '../../../../lib/app/file/sought-report.ts';
import type { NamedReport, NumberKind, ReportNumber } from '../../../../lib/model/named-report.ts';
import type { NumberedOrder } from '../../../../lib/model/owner.ts';
import { withPart } from '../../../../lib/reports/find/gathered-names.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

const SERVICE = 'CHEM^Chem panel^L';
const sender = 'lis';

const number = (kind: NumberKind, value: string): ReportNumber => ({ kind, value, sender });
const P1 = number('placer', 'P1');
const F1 = number('filler', 'F1');
const T1 = number('specimen', 'T1');

/** A part that names these numbers. */
const part = (placer: string, filler: string, ...more: readonly string[]) =>
  onlyPart(toMessage(msh(), pid(), obr({ 2: placer, 3: filler, 4: SERVICE }), obx(), ...more));
const service = part('P1', '').service;
const order = (...numbers: readonly ReportNumber[]): NumberedOrder => ({ numbers: [...numbers], service });

describe('an order adds', () => {
  const tube = segment('SPM', { 1: '1', 2: 'T9' });
  test.each<[string, ReturnType<typeof part>, readonly NumberedOrder[], readonly ReportNumber[]]>([
    ['the filler and the tube to the placer', part('P1', ''), [order(P1, F1, T1)], [F1, T1]],
    ['the placer and the tube to the filler', part('', 'F1'), [order(P1, F1, T1)], [P1, T1]],
    ['no second tube', part('P1', '', tube), [order(P1, F1, T1)], [F1]],
    ['nothing to other results of its placer', part('P1', 'F2'), [order(P1, F1, T1)], []],
    ['nothing without a service', part('P1', ''), [{ numbers: [P1, F1] }], []],
    [
      'nothing if two have the placer and the service',
      part('P1', ''),
      [order(P1, F1), order(P1, number('filler', 'F2'))],
      [],
    ],
    [
      'nothing of another order of the placer',
      part('P1', 'F1'),
      [order(P1, number('filler', 'F2'), number('specimen', 'T2')), order(P1, F1, T1)],
      [T1],
    ],
    ['nothing to a tube', part('', '', tube), [order(P1, F1, number('specimen', 'T9'))], []],
  ])('%s', (_, named, orders, added) => {
    expect(numbersOfOrders(named, orders, sender)).toEqual(added);
  });
});

describe('numbers of an order are used', () => {
  const own = toSought(part('P1', ''), { site: aSite(), senderScope: sender });
  const limits = { reuseMs: 30 * 86_400_000, sampleMs: 43_200_000 };
  const report = (key: string, ...numbers: ReportNumber[]): NamedReport => ({
    ...withPart(undefined, { ...own, numbers }, key),
    version: 1,
  });

  test.each<[string, readonly NamedReport[], readonly ReportNumber[]]>([
    ['where no report is known', [], [F1]],
    ['where a report has one of them', [report('a', F1)], [F1]],
    ['where two reports have one each', [report('a', F1), report('b', P1)], [F1]],
    ['not against a report of another filler', [report('a', P1, number('filler', 'F2'))], []],
  ])('%s', (_, known, used) => {
    expect(usedNumbers(own, [F1], known, limits)).toEqual(used);
  });
});
