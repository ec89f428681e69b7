/** Whether a text has the form of an e-mail address, without blanks: `name@host.domain`. */
export function isEmailAddress(text: string): boolean {
  const at = text.indexOf('@', 1);
  return at !== -1 && text.lastIndexOf('.', text.length - 2) > at + 1 && !/\s/.test(text);
}
