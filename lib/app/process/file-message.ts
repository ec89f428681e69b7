import { errorCode, type Issue, warning } from '@labwire/hl7/issue';
import type { HoldReason } from '../../model/hold-reason.ts';
import { isBalanced, type Ledger, type MessageState, type ReportReference } from '../../model/message.ts';
import { isReplay, type Occasion } from '../../model/occasion.ts';
import { admitMessage, isShifted } from '../../normalize/admit/admit-message.ts';
import { fragmentIssueOf } from '../../normalize/admit/fragment.ts';
import { patientsNamedIn, sequenceGroupOf } from '../../normalize/admit/sequence-group.ts';
import { carriesControls } from '../../normalize/rules/carries-controls.ts';
import type { RunScript } from '../../normalize/transform/script-runner.ts';
import { resultCount, transformMessage } from '../../normalize/transform/transform-message.ts';
import type { IdentityNames } from '../../ports/identity-store.ts';
import type { StoredMessage } from '../../ports/message-store.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Known } from '../file/known-identities.ts';
import type { AwaitedState } from '../quality/past-of.ts';
import type { ContentDependencies, MessageContent } from './message-content.ts';
import { processDefinitions } from './process-definitions.ts';
import { processDevice } from './process-device.ts';
import { processOrders } from './process-orders.ts';
import { processRegistration } from './process-registration.ts';
import { processDocuments, processResults } from './process-results.ts';
import { processWorkAnswers } from './process-work-answers.ts';
import { heldLedger, type NameSets, wholeLedger } from './tally.ts';
import type { CheckTime } from './time-budget.ts';
import type { AwaitedNames } from './waiting.ts';

export interface FileMessageDependencies extends ContentDependencies {
  /** Runs the site's scripts. Undefined if no source has one. */
  readonly runScript?: RunScript | undefined;
}

export interface FileOptions {
  /** Default: `first`. */
  readonly occasion?: Occasion | undefined;
  /** Data that were read together with the message. */
  readonly known?: Known | undefined;
  /** The sequence group in which it is read: see `sequenceGroupOf`. */
  readonly group?: string | undefined;
  /** Ends the reading when it takes too long. Undefined: it may take any time. */
  readonly checkTime?: CheckTime | undefined;
  /** Holds that a person has lifted. */
  readonly released?: readonly HoldReason[] | undefined;
  /** The patients that `released` applies to. Undefined: every patient. */
  readonly releasedPatients?: readonly string[] | undefined;
}

/** The result of reading a message. */
export interface FiledMessage {
  readonly state: Extract<MessageState, 'processed' | 'held' | 'set-aside' | 'failed'>;
  readonly ledger: Ledger;
  readonly issues: readonly Issue[];
  readonly reports: readonly ReportReference[];
  /** Report key and place of each part of the message. */
  readonly places: ReadonlySet<string>;
  /** Places in the message that are held outside any report. */
  readonly heldAt: ReadonlyMap<string, HoldReason>;
  /** Those of `heldAt` whose results may not stand in any report. */
  readonly contradictedAt: ReadonlySet<string>;
  /** Other messages that are to be read again, because this one contradicts what they were filed by. */
  readonly recalls: readonly WaitingMessage[];
  /** Keys of the patients for whom something was filed. */
  readonly patients: ReadonlySet<string>;
  /** Retired patients in whose sequence group the message does not wait. */
  readonly unsequenced: readonly string[];
  /**
   * The names that the held results wait for, and the names that became known and that other messages may
   * wait for.
   */
  readonly waitsFor: IdentityNames;
  readonly awakes: AwaitedNames;
  /** What results wait for at test systems: see `controlsAwaited`. */
  readonly controlsAwaited: ReadonlyMap<string, AwaitedState>;
  /** A report that the message needs may be in the making, in another sequence: it is read once more. */
  readonly readsOnceMore: boolean;
  /** The sequence group that the message belongs to. */
  readonly group: string;
  /** Results of the message that were put in order by the time of receipt. */
  readonly ordersUnknown: number;
  /** Updates that the filters of destinations kept out. */
  readonly updatesFiltered: number;
  readonly appended: number;
  readonly retriedPuts: number;
}

/**
 * Reads a stored message and files its contents. Safe to repeat at any point.
 * @throws UnbalancedLedger if an OBX is neither stored, held nor set aside
 */
export async function fileMessage(
  { record, bytes }: StoredMessage,
  dependencies: FileMessageDependencies,
  options: FileOptions = {},
): Promise<FiledMessage> {
  const { site } = dependencies;
  const admitted = admitMessage(bytes, site);
  // the message was accepted under another configuration; it stays with the reason until a person replays it
  if (!admitted.ok) return withoutReports('failed', emptyLedger, admitted.issues);
  const { kind, message, numbers } = admitted.value;
  if (kind === 'other' || kind === 'query')
    return withoutReports('set-aside', wholeLedger(resultCount(message), 'setAside', 'unread-type'), [
      ...message.issues,
      unreadType,
    ]);

  if (isShifted(admitted.value) && options.released?.includes('charset') !== true)
    return withoutReports('held', heldLedger(message, 'charset'), [
      ...admitted.value.formIssues,
      ...message.issues,
    ]);

  const fragment = fragmentIssueOf(admitted.value);
  if (fragment !== undefined)
    return withoutReports('held', heldLedger(message, 'incomplete'), [...message.issues, fragment]);

  const transformed = await transformMessage(admitted.value, dependencies.runScript);
  if (transformed.kind === 'held') {
    // an earlier try may have filed results that this one holds: the two would contradict each other
    if (
      transformed.reason === 'script-timeout' &&
      (options.occasion === 'retry' || options.occasion === 'again')
    )
      throw new AdapterError(
        'ScriptTimeout',
        'transient',
        'A script took too long on a message tried before',
      );
    return withoutReports('held', heldLedger(message, transformed.reason), transformed.issues);
  }

  const content: MessageContent = {
    admitted: transformed.admitted,
    removed: transformed.removed,
    isControlByScript:
      kind === 'results' && admitted.value.source.script !== undefined && !carriesControls(admitted.value),
    occasion: options.occasion ?? 'first',
    known: options.known,
    group: options.group,
    checkTime: options.checkTime,
    filedIn: [...record.reports.map(({ key }) => key), ...(record.touched ?? [])],
    options: {
      messageId: record.id,
      receivedAt: new Date(record.receivedAt),
      site,
      released: options.released,
      releasedPatients: options.releasedPatients,
    },
  };
  const { tally, issues, state = 'processed', retired = [] } = await processors[kind](content, dependencies);
  const { ledger, reports, places, heldAt, contradictedAt, patients } = tally;
  const { ordersUnknown, updatesFiltered, appended, retriedPuts } = tally;
  const waitsFor = namesIn(tally.waitsFor);
  const awakes = { ...namesIn(tally.awakes), systems: [...tally.openSystems] };
  if (!isBalanced(ledger)) throw new UnbalancedLedger();
  const sequenced = isReplay(options.occasion) ? [] : patientsNamedIn(message, numbers);
  const unsequenced = [...new Set(retired)].filter((key) => !sequenced.includes(key));
  const recalls = [...tally.recalls.values()];
  const where = { places, heldAt, contradictedAt, recalls, patients, unsequenced };
  const filed = { reports, ...where, ordersUnknown, updatesFiltered, appended, retriedPuts };
  const { readsOnceMore, controlsAwaited } = tally;
  const group = options.group ?? sequenceGroupOf(message, numbers);
  return { state, ledger, issues, ...filed, waitsFor, awakes, controlsAwaited, readsOnceMore, group };
}

const namesIn = ({ patients, aliases }: NameSets): IdentityNames => ({
  patients: [...patients],
  aliases: [...aliases],
});

const processors = {
  results: processResults,
  documents: processDocuments,
  orders: processOrders,
  registration: processRegistration,
  device: processDevice,
  definitions: processDefinitions,
  'work-answers': processWorkAnswers,
};

/**
 * Some OBX of a message is neither stored, held nor set aside, so the message must not be marked as
 * processed.
 */
export class UnbalancedLedger extends Error {
  constructor() {
    super('the loss ledger does not balance');
  }
}

const withoutReports = (
  state: FiledMessage['state'],
  ledger: Ledger,
  issues: readonly Issue[],
): FiledMessage => ({
  state,
  ledger,
  issues,
  reports: [],
  ...nowhere,
  ordersUnknown: 0,
  updatesFiltered: 0,
  appended: 0,
  retriedPuts: 0,
});

const nowhere = {
  places: new Set<string>(),
  heldAt: new Map<string, HoldReason>(),
  contradictedAt: new Set<string>(),
  recalls: [] as WaitingMessage[],
  patients: new Set<string>(),
  unsequenced: [] as string[],
  waitsFor: { patients: [], aliases: [] },
  awakes: { patients: [], aliases: [], systems: [] },
  controlsAwaited: new Map<string, AwaitedState>(),
  readsOnceMore: false,
  group: '',
};

const emptyLedger: Ledger = { received: 0, stored: 0, held: {}, setAside: {} };

const unreadType: Issue = {
  ...warning(
    errorCode.unsupportedMessageType,
    'MSH-9',
    'Nothing of this message type is read here: it was kept, and set aside',
  ),
  reason: 'unread-type',
};
