import type { DueCause, DueNotice, GateState, GateStep, Resolved, Unresolved } from '../model/verdict.ts';
import { dueEarlier } from './due.ts';
import type { Instant } from './point.ts';

/** What the gate must know of an event: see `Evaluation`. */
export interface GateEvent {
  readonly id: string;
  readonly use: 'active' | 'parallel' | 'none';
  readonly start: Instant;
  readonly end: Instant;
  readonly verdict: 'accept' | 'warn' | 'reject' | 'cannot-judge';
  readonly isSatisfying: boolean;
}

/** Something that a person did and documented. */
export interface GateAction {
  readonly id: string;
  readonly at: Instant;
  /**
   * `corrective` answers a failure. `stop` closes the gate until `start`. `removed`: a control of this time was excluded or taken
   * back, so that the gate waits for a new one.
   */
  readonly kind: 'corrective' | 'stop' | 'start' | 'removed';
  /** It changed the test system, as a calibration does. */
  readonly resets: boolean;
  /** It makes a control due at once. */
  readonly demands?: Extract<DueCause, 'reagent' | 'calibration'> | undefined;
}

export interface GateSettings {
  /** `once`: the event next after a reject opens the gate without an action, if it is complete and good. */
  readonly repeat: 'none' | 'once';
  /** Until when an event that ended then counts. Undefined: no control is due. */
  readonly dueAfter: (end: Instant) => Instant | undefined;
  /** What patients' results have shown. */
  readonly noticed?: readonly DueNotice[] | undefined;
  /** What still stands of the time before these events and actions. */
  readonly carried?: Unresolved | undefined;
}

export interface GateCourse {
  readonly steps: readonly GateStep[];
  /** What stands at the end. Undefined: nothing. */
  readonly unresolved: Unresolved | undefined;
  /** What stood before, in order of its end. */
  readonly resolved: readonly Resolved[];
}

/**
 * The changes of the state of a test system, in order: a function of its events, actions and settings. A reject acts from
 * the first result of its event on, a good event from its last one on. Before the first change nothing is known.
 */
export function gateSteps(
  events: readonly GateEvent[],
  actions: readonly GateAction[],
  settings: GateSettings,
): readonly GateStep[] {
  return gateCourse(events, actions, settings).steps;
}

/** The same, with what stands at the end. */
export function gateCourse(
  events: readonly GateEvent[],
  actions: readonly GateAction[],
  settings: GateSettings,
): GateCourse {
  const gate = new Gate(settings);
  const changes = [
    // an event of the same instant is after an action
    ...actions.map((action) => ({ at: action.at, isEvent: 0, change: () => gate.act(action) })),
    ...events
      .filter(({ use }) => use !== 'parallel')
      .map((event) => ({ at: effectOf(event), isEvent: 1, change: () => gate.judge(event) })),
  ];
  changes.sort((one, other) => one.at - other.at || one.isEvent - other.isEvent);
  for (const { change } of changes) change();
  return { steps: gate.steps, unresolved: gate.unresolved, resolved: gate.resolved };
}

const effectOf = ({ isSatisfying, start, end }: GateEvent): Instant => (isSatisfying ? end : start);

/** The state machine. An event that is neither good, rejected nor impossible to judge changes nothing. */
class Gate {
  readonly steps: GateStep[] = [];
  readonly resolved: Resolved[] = [];
  readonly #settings: GateSettings;
  #failing: Unresolved['failing'];
  #stop: Unresolved['stop'];
  /** The event that comes next is the first one after a reject. */
  #isRepeat = false;
  #corrected: Instant | undefined;
  #reset: Instant | undefined;
  /** The latest action that makes a control due. */
  #demand: Pick<DueNotice, 'at' | 'by'> | undefined;

  constructor(settings: GateSettings) {
    this.#settings = settings;
    const { failing, corrected, stop } = settings.carried ?? {};
    this.#failing = failing;
    this.#corrected = corrected;
    this.#stop = stop;
    if (failing !== undefined) this.#step(failing.start, 'failed', failing.id);
    if (stop !== undefined) this.#step(stop.at, 'stopped', stop.id);
  }

  get unresolved(): Unresolved | undefined {
    if (this.#failing === undefined && this.#stop === undefined) return undefined;
    return { ...this.#failure, ...(this.#stop === undefined ? {} : { stop: this.#stop }) };
  }

  get #failure(): Pick<Unresolved, 'failing' | 'corrected'> {
    if (this.#failing === undefined) return {};
    return {
      failing: this.#failing,
      ...(this.#corrected === undefined ? {} : { corrected: this.#corrected }),
    };
  }

  get #state(): GateState {
    return this.steps.at(-1)?.state ?? 'unknown';
  }

  act({ id, at, kind, resets, demands }: GateAction): void {
    if (resets) this.#reset = at;
    if (demands !== undefined) this.#demandAt({ at, by: demands });
    if (kind === 'corrective') this.#corrected = at;
    if (kind === 'stop') {
      this.#stop = { id, at };
      this.#step(at, 'stopped', id);
    }
    if (kind === 'start' && this.#state === 'stopped') {
      if (this.#stop !== undefined) this.resolved.push({ stop: this.#stop, until: at });
      this.#stop = undefined;
      this.#step(at, 'unknown', id, { failing: this.#failing?.start });
    }
    if (kind === 'removed' && this.#state !== 'stopped') this.#doubt({ start: at, id });
  }

  judge(event: GateEvent): void {
    const isRepeat = this.#isRepeat;
    this.#isRepeat = event.verdict === 'reject';
    if (event.verdict === 'reject') this.#fail(event);
    else if (this.#state === 'stopped') return;
    else if (event.verdict === 'cannot-judge') this.#doubt(event);
    else if (event.isSatisfying) this.#pass(event, isRepeat);
  }

  /** The control before it counts until then, and no event that began before it. */
  #demandAt(demand: Pick<DueNotice, 'at' | 'by'>): void {
    this.#demand = demand;
    const last = this.steps.pop();
    if (last !== undefined) this.steps.push(dueEarlier(last, demand));
  }

  #fail(event: GateEvent): void {
    const { id, start, end } = event;
    this.#resolve(start);
    this.#failing = { id, start, end };
    if (this.#state !== 'stopped') this.#step(event.start, 'failed', event.id);
  }

  #doubt({ start, id }: Pick<GateEvent, 'start' | 'id'>): void {
    const last = this.steps.at(-1);
    const isDue = last?.due !== undefined && start > last.due;
    if (last?.state === 'good' && !isDue) this.#step(start, 'unknown', id);
    if (last?.isOpen === true) this.#step(start, 'repeat-passed', id);
  }

  #pass(event: GateEvent, isRepeat: boolean): void {
    const { end, id } = event;
    const due = this.#settings.dueAfter(end);
    if (this.#isAnswered(event)) {
      this.#resolve(end);
      this.#failing = undefined;
      this.#step(end, 'good', id, { due });
    } else {
      const wasOpen = this.steps.at(-1)?.isOpen === true;
      const isOpen = (isRepeat && this.#settings.repeat === 'once') || wasOpen;
      this.#step(end, 'repeat-passed', id, isOpen ? { isOpen, due } : {});
    }
    if (this.#demand !== undefined && this.#demand.at > event.start) this.#demandAt(this.#demand);
    for (const notice of this.#settings.noticed ?? []) {
      const last = this.steps.pop();
      if (last !== undefined) this.steps.push(notice.evidence === id ? dueEarlier(last, notice) : last);
    }
  }

  #resolve(until: Instant): void {
    if (this.#failing !== undefined) this.resolved.push({ ...this.#failure, until });
  }

  /** Nothing failed, or an action is documented after the latest failure and before the first result of this event. */
  #isAnswered({ start }: GateEvent): boolean {
    if (this.#failing === undefined) return true;
    return this.#corrected !== undefined && this.#corrected > this.#failing.end && this.#corrected <= start;
  }

  #step(
    at: Instant,
    state: GateState,
    evidence: string,
    { failing, ...more }: Pick<GateStep, 'due' | 'isOpen' | 'failing'> = {},
  ): void {
    this.steps.push({
      at,
      state,
      evidence,
      ...more,
      ...(failing === undefined ? {} : { failing }),
      ...(this.#reset === undefined ? {} : { reset: this.#reset }),
    });
  }
}
