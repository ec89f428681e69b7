import { groupSegments } from '../groups/groups.ts';
import { structureOf } from '../groups/structures.ts';
import { errorCode, type Issue, warning } from '../issue.ts';
import type { Message } from '../message/message.ts';
import { readMsh } from '../segments/msh.ts';
import type { Definitions } from '../standard/definitions.ts';
import { type ValidationOptions, validateMessage } from './validate.ts';

/** Checks everything that the definitions of a version contain: each segment, and the order of segments. */
export const validateStrictly = (
  message: Message,
  definitions: Definitions,
  options: Pick<ValidationOptions, 'unknownTime'> = {},
): readonly Issue[] => [
  ...validateMessage(message, { definitions, level: 'strict', ...options }),
  ...structureIssues(message, definitions),
];

/** Checks the order of segments against the structure that MSH-9 names. */
function structureIssues(message: Message, definitions: Definitions): readonly Issue[] {
  const msh = readMsh(message.header);
  const { messageCode = '', triggerEvent } = msh;
  const ids = [msh.structure, `${messageCode}_${triggerEvent}`, messageCode];
  const id = ids.find((one) => one !== undefined && definitions.structure(one) !== undefined);
  const places = id === undefined ? undefined : definitions.structure(id);
  const structure =
    id === undefined || places === undefined ? structureOf(messageCode, triggerEvent) : { id, places };
  if (structure !== undefined) return groupSegments(message.segments, structure).issues;
  const at = triggerEvent === undefined ? message.header.at(9, 1) : message.header.at(9, 2);
  return [warning(errorCode.unsupportedMessageType, at, 'This version does not define this message')];
}
