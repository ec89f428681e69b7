import { attachedDocuments } from './arrivals/attached-documents.ts';
import { bodySites } from './arrivals/body-sites.ts';
import { bridgedNumbers } from './arrivals/bridged-numbers.ts';
import { brokenClocks } from './arrivals/broken-clocks.ts';
import { cancelledOrders } from './arrivals/cancelled-orders.ts';
import { cancelledTubes } from './arrivals/cancelled-tubes.ts';
import { childPanels } from './arrivals/child-panels.ts';
import { documents } from './arrivals/documents.ts';
import { doubtful } from './arrivals/doubtful.ts';
import { draws } from './arrivals/draws.ts';
import { heldCorrections } from './arrivals/held-corrections.ts';
import { isolateRows } from './arrivals/isolate-rows.ts';
import { isolates } from './arrivals/isolates.ts';
import { knownOrders } from './arrivals/known-orders.ts';
import { leftOut } from './arrivals/left-out.ts';
import { mergedPatients } from './arrivals/merged-patients.ts';
import { mergedTwice } from './arrivals/merged-twice.ts';
import type { ArrivalSet } from './arrivals/messages.ts';
import { microbiology } from './arrivals/microbiology.ts';
import { namedResults } from './arrivals/named-results.ts';
import { newNumbers } from './arrivals/new-numbers.ts';
import { oneByOne } from './arrivals/one-by-one.ts';
import { orderedNumbers } from './arrivals/ordered-numbers.ts';
import { otherCultures } from './arrivals/other-cultures.ts';
import { partlyReported } from './arrivals/partly-reported.ts';
import { refinedIsolates } from './arrivals/refined-isolates.ts';
import { registered } from './arrivals/registered.ts';
import { renamedServices } from './arrivals/renamed-services.ts';
import { renamedTests } from './arrivals/renamed-tests.ts';
import { renumberedAccounts } from './arrivals/renumbered-accounts.ts';
import { replacedOrders } from './arrivals/replaced-orders.ts';
import { seriesOfTimes } from './arrivals/series.ts';
import { sideBySide } from './arrivals/side-by-side.ts';
import { specimenTypes } from './arrivals/specimen-types.ts';
import { spelledPatients } from './arrivals/spelled-patients.ts';
import { takenBack } from './arrivals/taken-back.ts';
import { tubePatients } from './arrivals/tube-patients.ts';
import { tubes } from './arrivals/tubes.ts';
import { twinIsolates } from './arrivals/twin-isolates.ts';
import { twins } from './arrivals/twins.ts';
import { twoFillers } from './arrivals/two-fillers.ts';
import { unlinked } from './arrivals/unlinked.ts';
import { unnumberedRows } from './arrivals/unnumbered-rows.ts';
import { whichReport } from './arrivals/which-report.ts';
import { whichStatement } from './arrivals/which-statement.ts';
import { whose } from './arrivals/whose.ts';
import { whoseOrder } from './arrivals/whose-order.ts';
import { withoutNumber } from './arrivals/without-number.ts';
import { withoutOrder } from './arrivals/without-order.ts';
import { withoutPatientNumber } from './arrivals/without-patient-number.ts';

/** Sets of a few messages, by subject. Each gives one chart in whatever order its messages arrive. */
export const arrivalSets: readonly ArrivalSet[] = [
  ...whichStatement,
  ...attachedDocuments,
  ...doubtful,
  ...leftOut,
  ...oneByOne,
  ...newNumbers,
  ...sideBySide,
  ...childPanels,
  ...isolates,
  ...otherCultures,
  ...refinedIsolates,
  ...isolateRows,
  ...unnumberedRows,
  ...microbiology,
  ...whichReport,
  ...bridgedNumbers,
  ...twoFillers,
  ...replacedOrders,
  ...orderedNumbers,
  ...documents,
  ...knownOrders,
  ...renamedServices,
  ...renamedTests,
  ...heldCorrections,
  ...tubes,
  ...tubePatients,
  ...partlyReported,
  ...cancelledTubes,
  ...namedResults,
  ...seriesOfTimes,
  ...draws,
  ...bodySites,
  ...specimenTypes,
  ...takenBack,
  ...cancelledOrders,
  ...whose,
  ...whoseOrder,
  ...registered,
  ...twinIsolates,
  ...twins,
  ...spelledPatients,
  ...mergedPatients,
  ...mergedTwice,
  ...renumberedAccounts,
  ...unlinked,
  ...brokenClocks,
  ...withoutNumber,
  ...withoutOrder,
  ...withoutPatientNumber,
];
