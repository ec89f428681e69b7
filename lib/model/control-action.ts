import * as z from 'zod';

/** What a person does about a test system or one of its control results. */
const controlActionKinds = [
  'calibration',
  'maintenance',
  'reagent-change',
  'control-vial',
  'other',
  'stop',
  'start',
  'exclude',
  'include',
  'dispose',
  'sign',
] as const;

/** What was decided about a result after a rejected control. */
export const dispositions = ['not-affected', 'repeat-ok', 'corrected', 'withdrawn', 'specimen-gone'] as const;

/** Kinds of actions on the test system itself. */
export const systemActionKinds = [
  'calibration',
  'maintenance',
  'reagent-change',
  'control-vial',
  'other',
  'stop',
  'start',
] as const;

export type SystemActionKind = (typeof systemActionKinds)[number];

/** Something that a person did and documented. It is never changed or deleted. */
export const controlActionSchema = z.object({
  id: z.string(),
  kind: z.enum(controlActionKinds),
  /** When it was done. For an exclusion, and for what takes one back: when it was documented. */
  at: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
  /** Who did it, as the audit log has it: the subject of the ID token, or a name that was given at the command line. */
  by: z.string(),
  /** The name of that person, for people; undefined if `by` is one. */
  name: z.string().optional(),
  why: z.string(),
  /** The control result that is excluded, or whose exclusion is taken back. */
  point: z.string().optional(),
  /** The rejected event of a look-back, and the result in it: see `rowName`. */
  event: z.string().optional(),
  row: z.string().optional(),
  disposition: z.enum(dispositions).optional(),
});

export type ControlAction = z.infer<typeof controlActionSchema>;

/** Whether windows of rules begin anew after an action. */
export const isReset = ({ kind }: ControlAction): boolean => kind === 'calibration' || kind === 'maintenance';

/**
 * Whether a control after the action speaks for the test system as it is now, and not as it measured before. Another vial of the
 * control changes nothing about it; of any other action it is not known.
 */
export const changesSystem = ({ kind }: ControlAction): boolean =>
  kind === 'calibration' || kind === 'maintenance' || kind === 'reagent-change' || kind === 'other';
