/** Encrypts values that are kept outside, so that nobody can read, change or invent one. */
export interface Seal {
  /** `purpose` separates values of different kinds. */
  seal(value: object, purpose: string, until: Date): Promise<string>;
  /** Undefined if the text was not sealed by us for this purpose, or its time is over. */
  open(text: string, purpose: string): Promise<unknown>;
}
