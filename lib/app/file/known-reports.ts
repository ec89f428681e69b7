import { orderAliasOf } from '../../model/identity.ts';
import { numberNamesOf, orderNamesOf, toReportNumber } from '../../normalize/elements/order-names.ts';
import type { IncomingPart } from '../../normalize/kinds/report-part.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { KnownReports, ReportNames } from '../../ports/report-names.ts';
import type { Site } from '../../site/site.ts';
import { relativeNumbersOf } from './relatives.ts';
import { type LinkedPart, resultNamesOf } from './unnumbered-names.ts';

/** The reports that the parts' numbers name. No request is made if all were read with the message. */
export async function knownReportsOf(
  parts: readonly (IncomingPart & LinkedPart)[],
  known: KnownReports | undefined,
  names: Pick<ReportNames, 'find'>,
): Promise<KnownReports> {
  const numbers = new Set(
    parts.flatMap(({ part, linkParts, identity, processingId, senderScope, orderNumbers = [] }) =>
      (identity.order.kind === 'result'
        ? resultNamesOf({ part, linkParts }, senderScope)
        : identity.order.kind === 'document'
          ? [toReportNumber('document', identity.order.id, senderScope)]
          : [
              ...orderNamesOf(part).map(({ kind, id }) => toReportNumber(kind, id, senderScope)),
              ...relativeNumbersOf(part, senderScope),
              ...resultNamesOf({ part, linkParts }, senderScope),
              ...orderNumbers,
            ]
      ).flatMap((number) => numberNamesOf(number, processingId)),
    ),
  );
  const missing = [...numbers].filter((number) => known?.has(number) !== true);
  if (missing.length === 0) return known ?? new Map();
  return new Map([...(known ?? []), ...(await names.find(missing))]);
}

/** The names under which an order was received. They are read only for results of analyzers. */
export async function orderedNamesOf(
  parts: readonly IncomingPart[],
  { sources }: Site,
  identities: Pick<IdentityStore, 'find'>,
): Promise<ReadonlySet<string>> {
  const analyzers = new Set(sources.filter(({ kind }) => kind === 'analyzer').map(({ id }) => id));
  const aliases = parts
    .filter(({ part }) => analyzers.has(part.source))
    .flatMap(({ part, processingId }) =>
      orderNamesOf(part).map(({ kind, id }) => orderAliasOf(kind, id, processingId)),
    );
  if (aliases.length === 0) return new Set();
  const { owners } = await identities.find({ aliases: [...new Set(aliases)], patients: [] });
  return new Set([...owners].filter(([, known]) => known.length > 0).map(([alias]) => alias));
}
