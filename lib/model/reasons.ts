import type { SetAsideReason } from './message.ts';
import type { HoldReason } from './report.ts';

/** Why results wait, in the words of the laboratory, and what gets them on. */
export const holdTexts: Readonly<Record<HoldReason, { readonly why: string; readonly todo: string }>> = {
  'no-patient': {
    why: 'no patient came with the result, and no order or specimen says whose it is',
    todo: 'send the order, then replay',
  },
  'patient-mismatch': {
    why: 'it names another patient than its order, its specimen or its report',
    todo: 'find out whose it is; release it, or have it sent again',
  },
  'processing-id': {
    why: 'MSH-11 does not say production',
    todo: 'nothing, or let the source deliver it in site.yaml and replay',
  },
  'unknown-role': {
    why: 'nothing says whether the specimen is a patient’s or a control',
    todo: 'look at the tube; release it if it is a patient’s',
  },
  'unmatched-order': {
    why: 'nobody has told of its order',
    todo: 'send the order, then replay; or release it',
  },
  'unmapped-code': {
    why: 'a test has no LOINC code in the map of its source',
    todo: 'fill in the line that labwire unmapped gives, then replay; or release it',
  },
  'unit-mismatch': {
    why: 'a number is in a unit that the map does not name for its test',
    todo: 'check the instrument; mend the map, then replay; or release it',
  },
  'unmarked-correction': {
    why: 'a final result changed without being marked as corrected',
    todo: 'ask the laboratory which value is right; release it',
  },
  charset: {
    why: 'its bytes fit no declared character set, and its fields may be shifted',
    todo: 'set the charset of its source, then replay; or release it',
  },
  incomplete: {
    why: 'what the message is for could not be done',
    todo: 'see its issues, mend the cause, then replay',
  },
  'script-unreadable': {
    why: 'the script of its source cannot be given this message',
    todo: 'change or leave out the script, then replay',
  },
  'script-failed': { why: 'the script of its source failed', todo: 'mend the script, then replay' },
  'script-timeout': {
    why: 'the script of its source took too long',
    todo: 'mend the script or raise limits.scriptMs, then replay',
  },
};

/** Why results of a message are in no report, and never will be. */
export const setAsideTexts: Readonly<Record<SetAsideReason, string>> = {
  'control-material': 'a control, a calibrator or proficiency material: kept as a QC point',
  'removed-by-script': 'taken out by the script of its source',
  'unread-type': 'a message type that carries no results: kept as it came',
  'told-with-order': 'an answer at order entry, or an earlier result: kept with the order',
  registration: 'told by registration, and not by the laboratory',
  'device-event': 'said by an instrument of its specimens: kept in its log',
  'test-definition': 'told with the definition of a test',
};
