import type { HoldReason } from './hold-reason.ts';
import type { SetAsideReason } from './message.ts';

/** Why results are held, and what an operator can do. */
export const holdTexts: Readonly<Record<HoldReason, { readonly why: string; readonly todo: string }>> = {
  'no-patient': {
    why: 'the result names no patient, and no order or specimen tells whose it is',
    todo: 'send the order; the message is then replayed automatically',
  },
  'patient-mismatch': {
    why: 'the result names a different patient from its order, report or tube, or describes another person, or two orders give a tube to two patients',
    todo: 'find out which patient is right; release the result only if it is of the patient that it names, otherwise have it sent again',
  },
  'ambiguous-order': {
    why: 'several reports have the number of the result; or it has no number and fits several reports; or a correction of its test came first, under other numbers',
    todo: 'have the result sent again with the filler number; or release it as a report of its own, unless the correction is of this result',
  },
  'placeholder-number': {
    why: 'the patient number is one that stands for nobody',
    todo: 'find out which patient it is and have it sent again; release it if the number is real',
  },
  'identity-change': {
    why: 'patients, accounts or visits were moved, and it is not clear which results move with them',
    todo: 'ask registration; release it if nothing has to be moved',
  },
  'processing-id': {
    why: 'MSH-11 does not mark the message as production',
    todo: 'if it is a test, do nothing; if it is real, allow this MSH-11 for the source in site.yaml and replay the message',
  },
  'only-readings': {
    why: 'by the profile of its source, every row of the message is a reading and none a result',
    todo: 'check that the profile is that of the instrument, correct it in site.yaml, then replay the message; release it if the message really contains only readings',
  },
  'unknown-role': {
    why: 'the message does not say whether the specimen is from a patient or a control, or its number is that of a control',
    todo: 'check the tube; release the result if the specimen is from a patient; if it is a control, leave it and let the instrument mark its controls',
  },
  'unmatched-order': {
    why: 'the order of the result has not been received',
    todo: 'send the order; the message is then replayed automatically; or release the result',
  },
  'unmapped-code': {
    why: 'the map of the source has no LOINC code for a test',
    todo: 'run labwire unmapped, complete its line in the map, then replay the message; or release it',
  },
  'unit-mismatch': {
    why: 'the map of the source does not list the unit of a numeric result',
    todo: 'check the instrument; correct the map, then replay the message; or release it',
  },
  'unmarked-correction': {
    why: 'a final result changed, but was not marked as corrected',
    todo: 'ask the laboratory which value is right, then release the result',
  },
  charset: {
    why: 'the text cannot be read in the declared character set, so a delimiter may have been misread',
    todo: 'set the charset of the source, then replay the message; or release it',
  },
  'set-unclear': {
    why: 'a later message leaves out some results of a set, and does not mark itself as a correction',
    todo: 'ask the laboratory to send the whole set as corrected; or release the result: what was left out stays',
  },
  'cancelled-with-results': {
    why: 'the order was cancelled, but it is not clear whether this cancels its results too',
    todo: 'ask the laboratory; release the cancellation if the results no longer count',
  },
  'nothing-to-correct': {
    why: 'the result corrects an earlier result, but none was received under its numbers',
    todo: 'ask the laboratory which result is meant, then release the result',
  },
  'qc-failed': {
    why: 'the last control of the test system or the next one after the result was rejected, or a repeat passed without a documented action',
    todo: 'find the cause, document the action and run the controls; the good control releases the result, unless it was measured before an action on the instrument: then measure the specimen again',
  },
  'qc-overdue': {
    why: 'the control of the test system was due when the result was measured, or is due now',
    todo: 'run the controls; if they are good, the result is released automatically; if one is rejected, document the action first',
  },
  'qc-missing': {
    why: 'the test system has no acceptable control that speaks for the result',
    todo: 'run the controls of all levels; labwire qc status says what the test system needs now; if they are good, the result is released automatically; if one is rejected, document the action first',
  },
  'qc-unread': {
    why: 'a control that came before the result has not been read yet',
    todo: 'wait: the result is released automatically when the control has been read; if it stays, look at labwire dlq ls and put the message of the control back with labwire dlq redrive inbound, or have it sent again',
  },
  'qc-no-system': {
    why: 'controls decide about this test, but no test system has the analyzer (OBX-18) and code (OBX-3.1) of the result',
    todo: 'compare OBX-18 and OBX-3.1 with quality/ (labwire qc status); add or correct the test system, then replay the message; or release it',
  },
  stopped: {
    why: 'a person has stopped the test system',
    todo: 'measure the specimen on another test system, or release the result; if it was measured before the stop, the next good control after the start releases it',
  },
  incomplete: {
    why: 'an action of the message failed, or it is one part of a longer message; its issues say which',
    todo: 'read the issues of the message, correct the cause, then replay it; if the message was sent in parts, have it sent as one message',
  },
  'script-unreadable': {
    why: "the script's HL7 library would change this message, so the script was not run",
    todo: 'change or remove the script, then replay the message',
  },
  'script-failed': {
    why: 'the script of the source failed',
    todo: 'correct the script, then replay the message',
  },
  'script-timeout': {
    why: 'the script of the source took too long',
    todo: 'correct the script or raise limits.scriptMs, then replay the message',
  },
};

/** Why results of a message are in no report, and never will be. */
export const setAsideTexts: Readonly<Record<SetAsideReason, string>> = {
  'control-material': 'control, calibrator or proficiency material: kept as a QC point',
  'removed-by-script': 'removed by the script of the source',
  'instrument-reading':
    'a reading of the instrument about a result (a signal, a cycle threshold, an internal control)',
  'unread-type': 'a message type without results: the message is kept as it came',
  'told-with-order':
    'sent inside an order (an answer to an order question, or an earlier result): kept with the order',
  registration: 'an OBX in a registration message (ADT), not a laboratory result',
  'device-event': 'reported by an instrument about its specimens: kept in the log of the instrument',
  'test-definition': 'sent with the definition of a test',
};
