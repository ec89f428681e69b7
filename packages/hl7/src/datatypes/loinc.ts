/** Whether the text is a LOINC code. Its last digit is a check digit (mod 10). */
export function isLoincCode(text: string): boolean {
  const match = /^(\d{1,7})-(\d)$/.exec(text);
  if (match === null) return false;
  const digits = [...(match[1] ?? '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const weighted = index % 2 === 0 ? digit * 2 : digit;
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return (10 - (sum % 10)) % 10 === Number(match[2]);
}
