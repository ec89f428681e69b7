import { segment } from '../messages.ts';
import { type Choices, freshNumbers, type History, lineOf, personOf, register, say } from './simulated.ts';

interface Result {
  readonly number: number;
  /** The person under whose number it is sent. */
  patient: string;
  readonly account: string;
  value: string;
  status: string;
}

/** Two numbers of one person that are merged, a third person, and an account that is moved, with results and corrections. */
export function persons(choices: Choices): History {
  const { pick, below } = choices;
  const fresh = freshNumbers(choices);
  const results: Result[] = [];
  const messages: Uint8Array[] = [];
  let isMerged = false;
  let isMoved = false;
  const timeOf = (): string => `${9 + messages.length}00`.padStart(4, '0');
  const current = (patient: string): string => (isMerged && patient === 'B' ? 'A' : patient);
  const ownerOf = ({ patient, account }: Result): string =>
    isMoved && account === 'ACCT1' ? 'C' : current(patient);
  const tell = (one: Result): void => {
    const { number, patient, account, status } = one;
    const value = status === 'W' ? '' : one.value;
    const order = {
      ...{ placer: `P${number}`, filler: `F${number}`, status: status === 'W' ? 'C' : status },
      rows: [{ code: 'K', unit: 'mmol/L', value, status }],
    };
    messages.push(say({ sent: timeOf(), patient, account, orders: [order] }));
  };
  for (let left = 4 + below(2); left > 0; left--) {
    const what = pick('result', 'result', 'correct', 'merge', 'move', 'withdraw', 'correct anew');
    const one = results.length === 0 ? undefined : pick(...results);
    if (what === 'merge' && !isMerged) {
      messages.push(register('A40', timeOf(), personOf('A'), segment('MRG', { 1: 'B^^^RIVERSIDE^MR' })));
      isMerged = true;
    } else if (what === 'move' && !isMoved) {
      messages.push(
        register(
          'A44',
          timeOf(),
          personOf('C', 'ACCT1'),
          segment('MRG', { 1: 'A^^^RIVERSIDE^MR', 3: 'ACCT1' }),
        ),
      );
      isMoved = true;
    } else if (one !== undefined && one.status !== 'W' && what.startsWith('correct')) {
      const patient = what === 'correct anew' ? ownerOf(one) : one.patient;
      Object.assign(one, { patient, value: fresh(), status: 'C' });
      tell(one);
    } else if (one !== undefined && one.status !== 'W' && what === 'withdraw') {
      one.status = 'W';
      tell(one);
    } else {
      const patient = pick('A', 'B', 'C');
      const account = patient === 'A' && !isMoved ? pick('ACCT1', 'ACCT2') : `ACCT-${patient}`;
      const result = { number: results.length + 1, patient, account, value: fresh(), status: 'F' };
      results.push(result);
      tell(result);
    }
  }
  const standing = results.filter(({ status }) => status !== 'W');
  return {
    messages,
    knows: standing.map((one) =>
      lineOf({ patient: ownerOf(one), code: 'K', value: `${Number(one.value)} mmol/L` }),
    ),
  };
}
