import type { ServiceName } from '../../model/named-report.ts';
import { areOneCodeInAnyCase } from '../results/equal-codes.ts';
import { isSameWord } from './number-spelling.ts';

/**
 * Whether two lists have a service in common. Two services are one if they share a code, in capitals or not, and
 * contradict each other in no coding system. If one of them has no code, the words decide. Two empty lists also match.
 */
export function isOneService(a: readonly ServiceName[], b: readonly ServiceName[]): boolean {
  if (a.length === 0 || b.length === 0) return a.length === b.length;
  return a.some((one) => b.some((other) => isSameService(one, other)));
}

function isSameService(a: ServiceName, b: ServiceName): boolean {
  if (a.codings.length > 0 && b.codings.length > 0) return areOneCodeInAnyCase(a.codings, b.codings);
  return a.text !== undefined && b.text !== undefined && isSameWord(a.text, b.text);
}

/** Equal for two services that are spelled exactly alike. */
export const spellingOf = ({ codings, text }: ServiceName): string =>
  JSON.stringify(codings.length === 0 ? text : codings.map(({ code, system }) => [code, system]));
