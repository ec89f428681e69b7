import { type Place, parseGrammar } from './grammar.ts';

/**
 * The structures of messages that laboratories send and receive. Each is the union of v2.1 to v2.8 and IHE
 * LAW, so that one structure reads every version; a segment that one of them leaves out is optional. (HL7
 * v2.5.1 chapters 3, 4, 5, 7, 8, 9 and 13.)
 */
const PATIENT_DETAILS = '[PD1] [{PRT}] [{ARV}] [{ROL}] [{NTE}] [{NK1}]';
const VISIT = '[VISIT: PV1 [PV2] [{PRT}]]';
const PATIENT = `[PATIENT: PID ${PATIENT_DETAILS} ${VISIT} [{INSURANCE: IN1 [IN2] [IN3]}] [{GT1}] [{AL1}]]`;
const TIMING = '[{TIMING: TQ1 [{TQ2}]}]';
const RESULT = '[{OBSERVATION: OBX [{PRT}] [{TCD}] [{SID}] [{INV}] [{NTE}]}]';
const CONTAINER = '[{CONTAINER: SAC [{SID}] [{INV}] [{OBX}] [{NTE}]}]';
const SPECIMEN_DETAILS = 'SPM [{PRT}] [{SPECIMEN_OBSERVATION: OBX [{PRT}] [{NTE}]}] [{NTE}]';
const SPECIMEN = `[{SPECIMEN: ${SPECIMEN_DETAILS} ${CONTAINER}}]`;
const REST_OF_ORDER = '[{FT1}] [{CTI}] [BLG]';
const PRIOR_ORDER = `OBR [{NTE}] ${TIMING} {OBSERVATION_PRIOR: OBX [{NTE}]}`;
/**
 * PID is required here: without it, a prior result looks like the next order. A second prior result needs its
 * ORC for the same reason.
 */
const PRIOR =
  '[{PRIOR_RESULT: PID [PD1] [{PRT}] [PV1] [PV2] [{AL1}] ' +
  `[ORDER_PRIOR: [ORC] ${PRIOR_ORDER}] [{ORDER_PRIOR: ${PRIOR_ORDER}}]}]`;
const request = (specimen: string): string =>
  `[OBSERVATION_REQUEST: OBR [{TCD}] [{NTE}] [{PRT}] [CTD] [{DG1}] [{OBSERVATION: OBX [{PRT}] [{TCD}] [{NTE}]}] ${specimen} ${PRIOR}]`;
const order = (specimen: string): string =>
  `{ORDER: ORC [{NTE}] [{PRT}] ${TIMING} ${request(specimen)} ${REST_OF_ORDER}}`;
const RESULT_ORDER = `OBR [ORC] [{NTE}] [{PRT}] ${TIMING} [CTD] [{TCD}]`;
const HEADER = 'MSH [{SFT}] [{UAC}]';
const REPLY = `${HEADER} MSA [{ERR}] [{SFT}] [{UAC}] [{NTE}]`;
const ORDERS_OF_REPLY =
  '[{ORDER: ORC [{NTE}] [{PRT}] [{TIMING: TQ1 [{TQ2}]}] [OBSERVATION_REQUEST: OBR [{ROL}] [{NTE}] [{SPECIMEN: SPM [{OBX}] [{SAC}]}]]}]';

const grammars: ReadonlyMap<string, string> = new Map<string, string>(
  Object.entries({
    ORU_R01: `${HEADER} [{NTE}] {PATIENT_RESULT: ${PATIENT} {ORDER_OBSERVATION: [ORC] OBR [{NTE}] [{PRT}] ${TIMING} [CTD] [{DG1}] ${RESULT} ${REST_OF_ORDER} ${SPECIMEN} [{DEVICE: DEV [{OBX}]}]}} [DSC]`,
    OUL_R21: `${HEADER} [{NTE}] ${PATIENT} {ORDER_OBSERVATION: ${CONTAINER} [ORC] OBR [{NTE}] [{PRT}] ${TIMING} ${RESULT} [{CTI}]} [DSC]`,
    OUL_R22: `${HEADER} [{NTE}] ${PATIENT} {SPECIMEN: ${SPECIMEN_DETAILS} ${CONTAINER} {ORDER: ${RESULT_ORDER} ${RESULT} [{CTI}]}} [{DEVICE: DEV [{OBX}]}] [DSC]`,
    OUL_R23: `${HEADER} [{NTE}] ${PATIENT} {SPECIMEN: ${SPECIMEN_DETAILS} {CONTAINER: SAC [{SID}] [{INV}] [{NTE}] {ORDER: ${RESULT_ORDER} ${RESULT} [{CTI}]}}} [DSC]`,
    OUL_R24: `${HEADER} [{NTE}] ${PATIENT} {ORDER: ${RESULT_ORDER} ${SPECIMEN} ${RESULT} [{CTI}]} [DSC]`,
    ORM_O01: `${HEADER} [{NTE}] ${PATIENT} {ORDER: ORC [{NTE}] ${TIMING} [ORDER_DETAIL: [OBR] [RQD] [RQ1] [RXO] [{RXR}] [{RXC}] [ODS] [ODT] [{NTE}] [CTD] [{DG1}] [{OBSERVATION: OBX [{NTE}]}] ${SPECIMEN}] ${REST_OF_ORDER}}`,
    ORR_O02: `${REPLY} [RESPONSE: [PATIENT: PID [{NTE}]] {ORDER: ORC [OBR] [RQD] [RQ1] [RXO] [ODS] [ODT] [{NTE}] [{CTI}]}]`,
    OML_O21: `${HEADER} [{NTE}] ${PATIENT} ${order(SPECIMEN)}`,
    OML_O33: `${HEADER} [{NTE}] ${PATIENT} {SPECIMEN: ${SPECIMEN_DETAILS} ${CONTAINER} ${order('')}}`,
    OML_O35: `${HEADER} [{NTE}] ${PATIENT} {SPECIMEN: ${SPECIMEN_DETAILS} {CONTAINER: SAC [{SID}] [{INV}] [{OBX}] [{NTE}] ${order('')}}}`,
    OML_O39: `${HEADER} [{NTE}] ${PATIENT} {ORDER: ORC [{NTE}] [{PRT}] ${TIMING} [OBSERVATION_REQUEST: OBR [{TCD}] [{NTE}] [{PRT}] [{DG1}] ${RESULT} [{SPECIMEN_SHIPMENT: SHP [{OBX}] [{PACKAGE: PAC [{SPECIMEN: ${SPECIMEN_DETAILS} ${CONTAINER}}]}]}]] ${REST_OF_ORDER}}`,
    ORL_O22: `${REPLY} [RESPONSE: [PATIENT: PID [{PRT}]] ${ORDERS_OF_REPLY}]`,
    ORL_O34: `${REPLY} [RESPONSE: [PATIENT: PID [{PRT}]] [{SPECIMEN: SPM [{OBX}] [{SAC}] ${ORDERS_OF_REPLY}}] ${ORDERS_OF_REPLY}]`,
    ORL_O36: `${REPLY} [RESPONSE: [PATIENT: PID [{PRT}]] [{SPECIMEN: SPM [{OBX}] [{CONTAINER: SAC ${ORDERS_OF_REPLY}}]}]]`,
    ADT: `${HEADER} [EVN] {PATIENT: PID [PD1] [{PRT}] [{ARV}] [{ROL}] [{NTE}] [{NK1}] [MRG] [PV1] [PV2] [{ARV}] [{ROL}] [{DB1}] [{OBX}] [{AL1}] [{IAM}] [{DG1}] [DRG] [{PROCEDURE: PR1 [{ROL}]}] [{GT1}] [{INSURANCE: IN1 [IN2] [{IN3}] [{ROL}] [{AUT}] [{RF1}]}] [ACC] [UB1] [UB2] [PDA]}`,
    MDM_T02: `${HEADER} [EVN] PID [PD1] [{NTE}] [PV1] [PV2] [{COMMON_ORDER: ORC ${TIMING} OBR [{NTE}]}] TXA [{CON}] [{OBSERVATION: OBX [{PRT}] [{NTE}]}]`,
    QBP_Q11: `${HEADER} QPD [{QBP: PID [{NTE}]}] [RCP] [DSC]`,
    RSP_K11: `${HEADER} MSA [{ERR}] [QAK] [QPD] [ROW_DEFINITION: RDF [{RDT}]] [{PATIENT_RESULT: ${PATIENT} [{SPECIMEN: SPM [{OBX}] [{SAC}] [{ORDER: [ORC] OBR [{NTE}] ${TIMING} ${RESULT}}]}] [{ORDER: [ORC] OBR [{NTE}] ${TIMING} ${RESULT}}]}] [DSC]`,
    QRY_Q02: `${HEADER} QRD [QRF] [DSC]`,
    ORF_R04: `${HEADER} MSA [{ERR}] QRD [QRF] {QUERY_RESPONSE: ${PATIENT} {ORDER: [ORC] OBR [{NTE}] [CTD] ${RESULT} [{CTI}]}} [QAK] [DSC]`,
    QCN_J01: `${HEADER} QID`,
    ESU_U01: `${HEADER} EQU [{ISD}] [{ROL}]`,
    ESR_U02: `${HEADER} EQU [{ROL}]`,
    SSU_U03: `${HEADER} EQU {SPECIMEN_CONTAINER: SAC [{OBX}] [{NTE}] [{SPECIMEN: SPM [{OBX}]}]} [{ROL}]`,
    INU_U05: `${HEADER} EQU {INV} [{ROL}]`,
    EAC_U07: `${HEADER} EQU {COMMAND: ECD [TQ1] [SPECIMEN_CONTAINER: SAC [{SPM}]] [CNS]} [{ROL}]`,
    EAR_U08: `${HEADER} EQU {COMMAND_RESPONSE: ECD [SPECIMEN_CONTAINER: SAC [{SPM}]] ECR} [{ROL}]`,
    EAN_U09: `${HEADER} EQU {NOTIFICATION: NDS [NTE]} [{ROL}]`,
    TCU_U10: `${HEADER} EQU {TEST_CONFIGURATION: [SPM] {TCC}} [{ROL}]`,
    LSU_U12: `${HEADER} EQU {EQP} [{ROL}]`,
    MFN_M08: `${HEADER} MFI {MF_TEST: MFE OM1 [{OM7}] [OM2] [OM3] [OM4] [{OM5}] [OM6]}`,
    MFK_M01: `${HEADER} MSA [{ERR}] MFI [{MFA}]`,
    ACK: `${HEADER} MSA [{ERR}] [{NTE}]`,
  }),
);

/** Trigger events that share the structure of another: from table 0354, and from vendors. */
const builtLike: ReadonlyMap<string, string> = new Map<string, string>(
  Object.entries({
    ORU_R03: 'ORU_R01',
    ORU_R30: 'ORU_R01',
    ORU_R31: 'ORU_R01',
    ORU_R32: 'ORU_R01',
    ORU_R40: 'ORU_R01',
    ORL_O40: 'ORL_O22',
    ORL_O41: 'ORL_O22',
    // IHE LAW
    ORL_O42: 'ORL_O34',
    ORL_O44: 'ORL_O34',
    SSR_U04: 'SSU_U03',
    INR_U06: 'INU_U05',
    LSR_U13: 'LSU_U12',
    MFN_M09: 'MFN_M08',
    MFN_M10: 'MFN_M08',
    MFN_M11: 'MFN_M08',
  }),
);

/** The structure for a message type if its trigger event names no other. */
const byType: ReadonlyMap<string, string> = new Map<string, string>(
  Object.entries({
    ADT: 'ADT',
    ACK: 'ACK',
    MCF: 'ACK',
    ORU: 'ORU_R01',
    OUL: 'OUL_R22',
    ORM: 'ORM_O01',
    ORR: 'ORR_O02',
    OML: 'OML_O21',
    ORL: 'ORL_O22',
    QBP: 'QBP_Q11',
    RSP: 'RSP_K11',
    QRY: 'QRY_Q02',
    ORF: 'ORF_R04',
    MDM: 'MDM_T02',
    MFK: 'MFK_M01',
  }),
);

export interface Structure {
  /** Name in table 0354, or the message type alone if all its events share one structure. */
  readonly id: string;
  readonly places: readonly Place[];
}

const parsed = new Map<string, Structure>();

/**
 * The structure of a message by MSH-9.1 and MSH-9.2. The trigger event has priority over MSH-9.3, which many
 * senders copy from elsewhere. Undefined for types that laboratories do not use.
 */
export function structureOf(messageCode: string, triggerEvent: string | undefined): Structure | undefined {
  const named = `${messageCode}_${triggerEvent}`;
  const id = grammars.has(named) ? named : (builtLike.get(named) ?? byType.get(messageCode));
  const grammar = id === undefined ? undefined : grammars.get(id);
  if (id === undefined || grammar === undefined) return undefined;
  const known = parsed.get(id);
  if (known !== undefined) return known;
  const structure: Structure = { id, places: parseGrammar(grammar) };
  parsed.set(id, structure);
  return structure;
}
