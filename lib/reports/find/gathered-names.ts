import type { NamedReport } from '../../model/named-report.ts';
import { isOneService, spellingOf } from './equal-services.ts';
import { isOfCountedSample } from './in-time.ts';
import type { SoughtReport } from './sought-report.ts';

/** The names by which a report is found after a part of it is filed. */
export function withPart(report: NamedReport | undefined, part: SoughtReport, key: string): NamedReport {
  const {
    isCorrection,
    isClockless: _,
    exchanges,
    replacesOrder: ____,
    alsoTold: __,
    statedTime: ___,
    messageTime,
    isUntimed,
    ...said
  } = part;
  const named: NamedReport = {
    ...said,
    key,
    version: 0,
    ...(isUntimed ? { isUntimed } : {}),
    ...(isCorrection ? { corrects: 'only' as const } : {}),
  };
  return report === undefined
    ? { ...named, ...(exchanges ? { exchangedAt: messageTime } : {}) }
    : united(
        { ...withExchange(report, part), key },
        isOfCountedSample(part, report) ? inTimeOf(report, named) : named,
      );
}

/** A correction changes the time of no sample of a counter: the next sample with its number may come before it. */
const inTimeOf = ({ first, last }: NamedReport, named: NamedReport): NamedReport => ({
  ...named,
  first,
  last,
});

/** The first exchange that is said of a report, if it has no part of an earlier service yet. */
const withExchange = (
  report: NamedReport,
  { exchanges, services, messageTime }: SoughtReport,
): NamedReport =>
  exchanges &&
  report.exchangedAt === undefined &&
  report.services.every((one) => isOneService([one], services))
    ? { ...report, exchangedAt: messageTime }
    : report;

/** The names of two reports that turn out to be one. */
export function united(a: NamedReport, b: NamedReport): NamedReport {
  const { exchangedAt, isUntimed, isMeasured, corrects: _, ...report } = a;
  const corrects = [a.corrects, b.corrects];
  // times that come from no clock are not used if the other report has a time
  const timed = [a, b].filter((one) => one.isUntimed !== true);
  const times = timed.length === 0 ? [a, b] : timed;
  const services = unique([...a.services, ...b.services], spellingOf);
  return {
    ...report,
    numbers: unique([...a.numbers, ...b.numbers], (number) =>
      JSON.stringify(Object.values({ ...emptyNumber, ...number })),
    ),
    services,
    first: Math.min(...times.map(({ first }) => first)),
    last: Math.max(...times.map(({ last }) => last)),
    ...(timed.length === 0 && isUntimed === true ? { isUntimed } : {}),
    patients: [...new Set([...a.patients, ...b.patients])],
    ...(corrects.every((one) => one === undefined)
      ? {}
      : { corrects: corrects.every((one) => one === 'only') ? ('only' as const) : ('also' as const) }),
    ...(isMeasured === true && b.isMeasured === true ? { isMeasured } : {}),
    ...(a.isOrdered === true || b.isOrdered === true ? { isOrdered: true } : {}),
    // the first part of the earlier service ends the exchange; a part without a service, such as a correction
    // under a renamed service, does not
    ...(exchangedAt !== undefined && (b.services.length === 0 || isOneService(a.services, b.services))
      ? { exchangedAt }
      : {}),
  };
}

const emptyNumber = { kind: '', value: '', namespace: '', universalId: '', sender: '' };

const unique = <T>(all: readonly T[], nameOf: (one: T) => string): T[] => [
  ...new Map(all.map((one) => [nameOf(one), one])).values(),
];
