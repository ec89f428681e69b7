/**
 * The gate once more, written from docs/quality.md alone and without regard for time: each question looks at everything
 * that has come until then.
 */
export interface SlowEvent {
  readonly verdict: string;
  /** Each level is there, and nothing is flagged. */
  readonly isComplete: boolean;
  readonly start: number;
  readonly end: number;
}

export interface SlowAction {
  readonly kind: 'calibration' | 'control-vial' | 'other' | 'stop' | 'start';
  readonly at: number;
}

export interface SlowSettings {
  readonly mode: 'watch' | 'gate' | 'bracket';
  readonly repeat: 'none' | 'once';
  readonly beforeReset: 'hold' | 'lift';
  /** How long a good event counts. Undefined: for ever. */
  readonly dueMs: number | undefined;
}

export interface SlowCourse {
  readonly events: readonly SlowEvent[];
  readonly actions: readonly SlowAction[];
}

type SlowState = 'unknown' | 'good' | 'failed' | 'repeat-passed' | 'stopped';

interface Moment {
  readonly state: SlowState;
  readonly isOpen: boolean;
}

const isGood = ({ verdict, isComplete }: SlowEvent): boolean =>
  isComplete && (verdict === 'accept' || verdict === 'warn');

/** What happened until a moment: a good event when its last result was measured, any other at its first. */
const happenings = ({ events, actions }: SlowCourse, until: number) =>
  [
    ...actions.map((action) => ({ at: action.at, rank: 0, action, event: undefined })),
    ...events.map((event) => ({
      at: isGood(event) ? event.end : event.start,
      rank: 1,
      action: undefined,
      event,
    })),
  ]
    .filter(({ at }) => at <= until)
    .toSorted((one, other) => one.at - other.at || one.rank - other.rank);

/** The state of a test system at a moment. */
function slowState(course: SlowCourse, settings: SlowSettings, moment: number): Moment {
  let state: SlowState = 'unknown';
  let due = Number.POSITIVE_INFINITY;
  let isRepeatOpen = false;
  let failure: SlowEvent | undefined;
  let previous: SlowEvent | undefined;
  for (const { at, action, event } of happenings(course, moment)) {
    const wasOpen: boolean = isRepeatOpen;
    if (action?.kind === 'stop') [state, isRepeatOpen] = ['stopped', false];
    if (action?.kind === 'start' && state === 'stopped') state = 'unknown';
    if (event === undefined) continue;
    const isRepeat = previous?.verdict === 'reject';
    previous = event;
    if (event.verdict === 'reject') {
      failure = event;
      if (state !== 'stopped') [state, isRepeatOpen] = ['failed', false];
    } else if (state === 'stopped') continue;
    else if (event.verdict === 'cannot-judge') {
      if (state === 'good' && at <= due) state = 'unknown';
      isRepeatOpen = false;
    } else if (isGood(event)) {
      const { end, start } = failure ?? event;
      const answers = course.actions.filter(({ kind }) => kind !== 'stop' && kind !== 'start');
      const isAnswered = answers.some(
        (one) => failure !== undefined && one.at > end && one.at <= event.start,
      );
      due = event.end + (settings.dueMs ?? Number.POSITIVE_INFINITY);
      if (failure === undefined || isAnswered) [state, failure, isRepeatOpen] = ['good', undefined, false];
      else {
        state = 'repeat-passed';
        isRepeatOpen = wasOpen || (isRepeat && settings.repeat === 'once' && start <= event.start);
      }
    }
  }
  const isInDate = moment <= due;
  return { state, isOpen: isInDate && (state === 'good' || (state === 'repeat-passed' && isRepeatOpen)) };
}

/** Whether a result may be delivered now. */
export function slowMayPass(
  course: SlowCourse,
  settings: SlowSettings,
  { measuredAt, now }: { readonly measuredAt: number; readonly now: number },
): boolean {
  const then = slowState(course, settings, measuredAt);
  const today = slowState(course, settings, now);
  if (then.state === 'stopped' || today.state === 'stopped') return false;
  if (settings.mode === 'watch') return true;
  if (!today.isOpen) return false;
  const opening = happenings(course, now).find(
    ({ at, event }) =>
      event !== undefined && isGood(event) && at > measuredAt && slowState(course, settings, at).isOpen,
  );
  const isDoubtful = course.events.some(
    ({ verdict, start }) => verdict === 'reject' && start > measuredAt && start <= (opening?.at ?? now),
  );
  if (then.isOpen && settings.mode === 'gate' && !isDoubtful) return true;
  if (opening === undefined) return false;
  const isReset = course.actions.some(
    ({ kind, at }) => (kind === 'calibration' || kind === 'other') && at >= measuredAt && at <= opening.at,
  );
  return !isReset || settings.beforeReset === 'lift';
}
