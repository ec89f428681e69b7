import { groupResults, type OrderGroup } from '@labwire/hl7/groups/result-groups';
import type { Message } from '@labwire/hl7/message/message';
import { type Obr, readObr } from '@labwire/hl7/segments/obr';
import { readObx, readObxHead } from '@labwire/hl7/segments/obx';
import { type Orc, readOrc } from '@labwire/hl7/segments/orc';
import { readTxa } from '@labwire/hl7/segments/txa';
import { orderAliasOf, patientKeysOf } from '../../model/identity.ts';
import type { ReportNumber } from '../../model/named-report.ts';
import { mayBeIsolate } from '../../model/organisms.ts';
import { toIdentifier } from '../elements/concept.ts';
import { ReadingContext } from '../elements/context.ts';
import {
  namesAsParent,
  numberNamesOf,
  numbersOf,
  orderNamesOf,
  orderNumbersOf,
  resultNumbersOf,
  toReportNumber,
} from '../elements/order-names.ts';
import { toPatient } from '../elements/patient.ts';
import { specimensOf } from '../elements/specimen.ts';
import type { AdmittedMessage } from './admit-message.ts';
import { processingIdOf } from './message-kind.ts';

/** The digests by which orders, reports and patients are looked up. They contain no personal data. */
export interface Lookups {
  readonly aliases: readonly string[];
  readonly patients: readonly string[];
  /** Digests of the numbers by which reports are found. */
  readonly numbers: readonly string[];
}

/** Further digests are looked up later: a queue entry must stay small. */
const MAX_LOOKUPS = 60;

/**
 * The data that reading results or documents will need, so that they can be read together with the message; of an
 * order message, the numbers of reports that it may contradict. This is a hint: data that it misses, for example
 * because a script changes the message, are read later.
 */
export function lookupsOf({ message, msh, kind, numbers: rules }: AdmittedMessage): Lookups | undefined {
  if (kind !== 'results' && kind !== 'documents' && kind !== 'orders') return undefined;
  const isOrder = kind === 'orders';
  const context = new ReadingContext({
    timeZone: 'UTC',
    numbers: rules,
    decimalSeparator: undefined,
    issues: [],
  });
  const aliases = new Set<string>();
  const patients = new Set<string>();
  const numbers = new Set<string>();
  const processingId = processingIdOf(msh);
  for (const group of groupResults(message.segments).patients) {
    const patient = toPatient(group, context);
    if (patient !== undefined && !isOrder) for (const key of patientKeysOf(patient)) patients.add(key);
    for (const order of group.orders) {
      const obr = order.obr === undefined ? undefined : readObr(order.obr);
      const orc = order.orc === undefined ? undefined : readOrc(order.orc);
      const names = orderNamesOf({
        ...orderNumbersOf(obr, orc, context.senderScope),
        specimens: specimensOf(order, obr, context),
      });
      for (const { kind: named, id } of names) {
        if (!isOrder) aliases.add(orderAliasOf(named, id, processingId));
        for (const name of numberNamesOf(toReportNumber(named, id, context.senderScope), processingId))
          numbers.add(name);
      }
      if (isOrder) continue;
      for (const number of relativesOf(order, obr, orc, context.senderScope))
        for (const name of numberNamesOf(number, processingId)) numbers.add(name);
      if (patient === undefined) continue;
      for (const number of resultNumbersOf(patient.key, timesOf(order, context), context.senderScope))
        for (const name of numberNamesOf(number, processingId)) numbers.add(name);
    }
    if (aliases.size + patients.size + numbers.size > MAX_LOOKUPS) return undefined;
  }
  if (kind === 'documents')
    for (const name of documentNamesIn(message, context.senderScope, processingId)) {
      aliases.add(name);
      numbers.add(name);
    }
  return { aliases: [...aliases], patients: [...patients], numbers: [...numbers] };
}

/** The names of the documents that a message is about (TXA-12), or that its documents add to or replace (TXA-13). */
const documentNamesIn = ({ segments }: Message, sender: string, processingId: string): string[] =>
  segments
    .filter(({ name }) => name === 'TXA')
    .slice(0, MAX_LOOKUPS)
    .map(readTxa)
    .flatMap(({ documentNumber, parentNumber }) => [documentNumber, parentNumber])
    .flatMap((number) => toIdentifier(number, sender) ?? [])
    .flatMap((id) => numberNamesOf(toReportNumber('document', id, sender), processingId));

/** The numbers by which the report of its parent and the reports of its isolates are found. */
function relativesOf(
  { observations }: OrderGroup,
  obr: Obr | undefined,
  orc: Orc | undefined,
  sender: string,
): ReportNumber[] {
  const { parentOrder } = obr ?? {};
  const parent = parentOrder && {
    placerOrder: toIdentifier(parentOrder.placer, sender),
    fillerOrder: toIdentifier(parentOrder.filler, sender),
  };
  const isParent =
    observations.length === 0 || observations.some(({ obx }) => mayBeIsolate(readObxHead(obx)));
  return [
    ...numbersOf(parent, sender),
    ...namesAsParent(parent, sender),
    ...(isParent ? namesAsParent(orderNumbersOf(obr, orc, sender), sender) : []),
  ];
}

/** The times of an order and its results. Those of the results are read only if OBR-7 is empty. */
function timesOf({ obr, observations }: OrderGroup, context: ReadingContext) {
  const observed = obr === undefined ? undefined : context.moment(readObr(obr).observed, obr.at(7));
  const results = observed === undefined ? observations : [];
  return {
    observed,
    observations: results.map(({ obx }) => {
      const said = readObx(obx);
      return {
        observed: context.moment(said.observed, obx.at(14)),
        analyzed: context.moment(said.analyzed, obx.at(19)),
      };
    }),
  };
}
