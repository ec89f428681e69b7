/** An address without slashes at its end. */
export function withoutFinalSlashes(address: string): string {
  let end = address.length;
  while (address[end - 1] === '/') end--;
  return address.slice(0, end);
}
