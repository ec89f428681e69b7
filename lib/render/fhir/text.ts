/** FHIR `code`: no white space at the ends and single blanks within. */
const CODE = /^[^\s]+(?: [^\s]+)*$/;

export const isCode = (text: string): boolean => CODE.test(text);

/** HL7 text holds control characters at times; a FHIR string does not. */
export const cleanText = (text: string | undefined): string | undefined => {
  const clean = text?.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, ' ').trim();
  return clean === '' ? undefined : clean;
};

/** Words that belong together; undefined where there are none. */
export const joined = (words: readonly (string | undefined)[], by = ' '): string | undefined =>
  cleanText(words.filter((word) => word !== undefined).join(by));
