/** One table of codes (HL7 v2.5.1 appendix A, with codes of later versions). */
export interface Table {
  readonly name: string;
  /** True if HL7 defines the codes. Otherwise they are suggestions, and a site may have its own. */
  readonly isFixed: boolean;
  readonly codes: Readonly<Record<string, string>>;
}

export const fixed = (name: string, codes: Table['codes']): Table => ({ name, isFixed: true, codes });
export const open = (name: string, codes: Table['codes']): Table => ({ name, isFixed: false, codes });

/**
 * The tables that decisions of normalization depend on, by their four digits; small enough for a function's
 * bundle.
 */
export const essentialTables: ReadonlyMap<string, Table> = new Map<string, Table>(
  Object.entries({
    '0085': fixed('Observation result status', {
      C: 'Corrected',
      D: 'Deleted',
      F: 'Final',
      I: 'Specimen in laboratory, results pending',
      N: 'Not asked',
      O: 'Order detail only',
      P: 'Preliminary',
      R: 'Entered, not verified',
      S: 'Partial',
      U: 'Final, without retransmitting',
      W: 'Wrong, for example the wrong patient',
      X: 'Cannot be obtained',
      A: 'Amended',
      B: 'Appended',
      V: 'Verified',
    }),
    '0123': fixed('Result status', {
      A: 'Some results available',
      C: 'Correction',
      F: 'Final',
      I: 'In process',
      O: 'Order received',
      P: 'Preliminary',
      R: 'Stored, not verified',
      S: 'Scheduled',
      X: 'Canceled',
      Y: 'No order on record',
      Z: 'No record of the patient',
      M: 'Corrected, not final',
      N: 'Procedure completed, results pending',
    }),
    '0125': fixed('Value type', {
      AD: 'Address',
      CE: 'Coded entry',
      CF: 'Coded element with formatted values',
      CK: 'Composite id with check digit',
      CN: 'Composite id and name',
      CNE: 'Coded with no exceptions',
      CP: 'Composite price',
      CQ: 'Composite quantity with units',
      CWE: 'Coded with exceptions',
      CX: 'Extended composite id',
      DR: 'Date range',
      DT: 'Date',
      DTM: 'Date and time',
      ED: 'Encapsulated data',
      EI: 'Entity identifier',
      FT: 'Formatted text',
      HD: 'Hierarchic designator',
      ID: 'Coded value of an HL7 table',
      IS: 'Coded value of a user table',
      MO: 'Money',
      NA: 'Numeric array',
      NM: 'Numeric',
      PL: 'Person location',
      PN: 'Person name',
      RP: 'Reference pointer',
      SN: 'Structured numeric',
      ST: 'String',
      TM: 'Time',
      TN: 'Telephone number',
      TS: 'Time stamp',
      TX: 'Text',
      VR: 'Value range',
      XAD: 'Extended address',
      XCN: 'Extended composite name',
      XON: 'Extended organization name',
      XPN: 'Extended person name',
      XTN: 'Extended telecommunication number',
      MA: 'Multiplexed array',
      SNM: 'String of telephone number digits',
    }),
    '0369': open('Specimen role', {
      B: 'Blind sample',
      C: 'Calibrator',
      E: 'Electronic quality control',
      F: 'Proficiency sample',
      G: 'Group',
      L: 'Pool',
      O: 'Operator proficiency',
      P: 'Patient',
      Q: 'Control specimen',
      R: 'Replicate',
      V: 'Verifying calibrator',
    }),
  }),
);
