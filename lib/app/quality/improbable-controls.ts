import { type ImprobableValue, improbableValues, type TypedValue } from '../../quality/typed-value.ts';
import type { TestSystem } from '../../site/quality/schema.ts';
import { targetsOf } from './course-of.ts';

export type { ImprobableValue };

/** The typed results of a test system that a person should look at again before they count. */
export const improbableControls = (
  typed: readonly TypedValue[],
  system: TestSystem,
  at: Date,
): readonly ImprobableValue[] => improbableValues(typed, targetsOf(system), at.getTime());
