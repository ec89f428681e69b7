/** FHIR `code`: no white space at the ends, only single blanks inside, and no control characters. */
const CODE = /^[^\s\u0000-\u001f\u007f]+(?: [^\s\u0000-\u001f\u007f]+)*$/;

export const isCode = (text: string): boolean => CODE.test(text);

/** Removes control characters and blanks of other kinds, which HL7 text may contain and a FHIR string may not. */
export const cleanText = (text: string | undefined): string | undefined => {
  const clean = text?.replace(/[\u0000-\u0008\u000e-\u001f\u007f]|[^\S \t\r\n]/g, ' ').trim();
  return clean === '' ? undefined : clean;
};

/** Joins words. Undefined if there are none. */
export const joined = (words: readonly (string | undefined)[], by = ' '): string | undefined =>
  cleanText(words.filter((word) => word !== undefined).join(by));
